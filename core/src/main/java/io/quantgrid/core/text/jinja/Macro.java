package io.quantgrid.core.text.jinja;

import java.util.List;
import java.util.Map;

/** A macro, with what was in sight where it was defined. */
record Macro(String name, Signature signature, Statement body, Scope scope) implements Function {
  /** Parameters in order, and what those have that are optional. */
  record Signature(List<String> names, Map<String, Expression> defaults) {}

  @Override
  public Object call(List<Object> positional, Map<String, Object> named) {
    if (positional.size() > signature.names().size()) {
      throw JinjaException.type(
          "macro '%s' takes not more than %d argument(s)"
              .formatted(name, signature.names().size()));
    }
    Scope inner = scope.inner();
    for (int i = 0; i < signature.names().size(); i++) {
      String parameter = signature.names().get(i);
      Object value;
      if (i < positional.size()) {
        value = positional.get(i);
      } else if (named.containsKey(parameter)) {
        value = named.get(parameter);
      } else if (signature.defaults().containsKey(parameter)) {
        value = signature.defaults().get(parameter).in(inner);
      } else {
        value = scope.rendering().undefined("parameter '" + parameter + "' was not provided");
      }
      inner.set(parameter, value);
    }
    if (named.containsKey("caller")) {
      inner.set("caller", named.get("caller"));
    }
    return Statement.text(body, inner);
  }
}
