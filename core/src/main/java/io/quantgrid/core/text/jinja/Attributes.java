package io.quantgrid.core.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code a.b}, {@code a[b]} and {@code a(b)}: methods of the listed types, entries, elements. */
final class Attributes {
  private Attributes() {}

  /** Jinja2's {@code getattr}: a method first, then an entry. */
  static Object attribute(Object value, String name, Rendering rendering) {
    Operators.defined(value);
    if (value instanceof Namespace namespace) {
      return namespace.attributes().containsKey(name)
          ? namespace.attributes().get(name)
          : missing(value, name, rendering);
    }
    if (value instanceof Loop loop) {
      return loop.attribute(name)
          .orElseGet(() -> Optional.of(missing(value, name, rendering)))
          .orElse(null);
    }
    Optional<Function> method = Methods.of(value, name);
    if (method.isPresent()) {
      return method.get();
    }
    return value instanceof Map<?, ?> map && map.containsKey(name)
        ? map.get(name)
        : missing(value, name, rendering);
  }

  /** Jinja2's {@code getitem}: an entry or element first, then a method. */
  static Object item(Object value, Object key, Rendering rendering) {
    Operators.defined(value);
    Operators.defined(key);
    if (value instanceof Map<?, ?> map && map.containsKey(key)) {
      return map.get(key);
    }
    if (Values.isInteger(key) && (value instanceof String || value instanceof List<?>)) {
      int length = Values.length(value);
      long index = Values.small(key);
      long from = index < 0 ? index + length : index;
      if (from < 0 || from >= length) {
        return missing(value, key, rendering);
      }
      if (value instanceof List<?> list) {
        return list.get((int) from);
      }
      String text = (String) value;
      int start = text.offsetByCodePoints(0, (int) from);
      return Character.toString(text.codePointAt(start));
    }
    return key instanceof String name && !(value instanceof Map<?, ?>)
        ? attribute(value, name, rendering)
        : missing(value, key, rendering);
  }

  static Object call(Object value, Arguments arguments, Scope scope) {
    Operators.defined(value);
    scope.rendering().step();
    if (!(value instanceof Function function)) {
      throw JinjaException.type("'%s' object is not callable".formatted(Values.typeName(value)));
    }
    scope.rendering().enter();
    try {
      return scope
          .rendering()
          .charged(function.call(arguments.positional(scope), arguments.named(scope)));
    } finally {
      scope.rendering().leave();
    }
  }

  private static Undefined missing(Object value, Object key, Rendering rendering) {
    String owner = value == null ? "None" : Values.typeName(value) + " object";
    return rendering.undefined(
        key instanceof String name
            ? "'%s' has no attribute '%s'".formatted(owner, name)
            : "%s has no element %s".formatted(owner, Printing.repr(key)));
  }
}
