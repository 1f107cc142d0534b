package io.quantgrid.core.text.jinja;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Python's types as Java objects: None is null, int is Long or BigInteger, float Double, str
 * String, bool Boolean, list List, tuple {@link Tuple}, dict Map.
 */
final class Values {
  private static final int MAX_DEPTH = 200;

  private Values() {}

  /** A deep copy of plain Java data; a template cannot change what it was given. */
  static Object of(Object value) {
    return of(value, 0);
  }

  private static Object of(Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw JinjaException.limit("variables nested deeper than " + MAX_DEPTH);
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float f) {
      return f.doubleValue();
    }
    if (value instanceof BigInteger big) {
      return integer(big);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(of(k, depth + 1), of(v, depth + 1)));
      return copy;
    }
    if (value instanceof Tuple tuple) {
      return tuple;
    }
    if (value instanceof Iterable<?> items) {
      List<Object> copy = new ArrayList<>();
      items.forEach(item -> copy.add(of(item, depth + 1)));
      return copy;
    }
    if (value != null && value.getClass().isArray()) {
      List<Object> copy = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        copy.add(of(Array.get(value, i), depth + 1));
      }
      return copy;
    }
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Double
        || value instanceof Function) {
      return value;
    }
    throw new IllegalArgumentException(
        "Cannot give a template a %s (expected text, numbers, lists, maps or functions)"
            .formatted(value.getClass().getName()));
  }

  static Object integer(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
  }

  static boolean isNumber(Object value) {
    return isInteger(value) || value instanceof Double;
  }

  static BigInteger big(Object value) {
    if (value instanceof Boolean b) {
      return b ? BigInteger.ONE : BigInteger.ZERO;
    }
    return value instanceof BigInteger big ? big : BigInteger.valueOf((Long) value);
  }

  static double real(Object value) {
    return value instanceof Double d ? d : big(value).doubleValue();
  }

  /** An index or count. */
  static int small(Object value) {
    if (!isInteger(value)) {
      throw JinjaException.type(
          "'%s' object cannot be interpreted as an integer".formatted(typeName(value)));
    }
    BigInteger big = big(value);
    if (big.bitLength() >= Integer.SIZE) {
      throw new JinjaException("OverflowError", "Cannot use number: " + big + " (too large)");
    }
    return big.intValue();
  }

  static String text(Object value) {
    if (value instanceof String s) {
      return s;
    }
    if (value instanceof Undefined u) {
      u.use();
      return "";
    }
    throw JinjaException.type("expected str instance, %s found".formatted(typeName(value)));
  }

  static boolean truth(Object value) {
    if (value instanceof Undefined u) {
      u.use();
      return false;
    }
    if (value instanceof Boolean b) {
      return b;
    }
    if (isNumber(value)) {
      return real(value) != 0;
    }
    if (value instanceof String s) {
      return !s.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return value instanceof List<?> list ? !list.isEmpty() : value != null;
  }

  /** What a for loop runs over. */
  static List<Object> iterate(Object value) {
    if (value instanceof Undefined u) {
      u.use();
      return List.of();
    }
    if (value instanceof String s) {
      return s.codePoints().<Object>mapToObj(Character::toString).toList();
    }
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    }
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw JinjaException.type("'%s' object is not iterable".formatted(typeName(value)));
  }

  static int length(Object value) {
    if (value instanceof String s) {
      return s.codePointCount(0, s.length());
    }
    if (value instanceof Map<?, ?> || value instanceof List<?> || value instanceof Undefined) {
      return iterate(value).size();
    }
    throw JinjaException.type("object of type '%s' has no len()".formatted(typeName(value)));
  }

  /** Python's name of the type. */
  static String typeName(Object value) {
    if (value == null) {
      return "NoneType";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (isInteger(value)) {
      return "int";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof Map<?, ?>) {
      return "dict";
    }
    if (value instanceof Tuple) {
      return "tuple";
    }
    if (value instanceof List<?>) {
      return "list";
    }
    return value instanceof Undefined ? "Undefined" : value.getClass().getSimpleName();
  }
}
