package io.quantgrid.core.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code namespace(...)}: the one kind of object whose attributes a template may set. */
record Namespace(Map<String, Object> attributes) {
  Namespace {
    attributes = new LinkedHashMap<>(attributes);
  }
}
