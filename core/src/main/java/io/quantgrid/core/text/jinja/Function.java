package io.quantgrid.core.text.jinja;

import java.util.List;
import java.util.Map;

/** Something a template can call. */
@FunctionalInterface
public interface Function {
  Object call(List<Object> positional, Map<String, Object> named);
}
