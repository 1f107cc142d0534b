package io.quantgrid.datasets.function;

import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Columns of a document by the type that a function needs. */
final class Columns {
  private Columns() {}

  static String text(Map<String, Object> fields, String column) {
    if (fields.get(column) instanceof String text) {
      return text;
    }
    throw problem(fields, column, "text");
  }

  static int integer(Map<String, Object> fields, String column) {
    Object value = fields.get(column);
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).intValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    throw problem(fields, column, "a whole number");
  }

  /** A whole number, or the text of one: Python's {@code int()}. */
  static long number(Map<String, Object> fields, String column) {
    if (fields.get(column) instanceof String text) {
      try {
        return Long.parseLong(PythonText.strip(text));
      } catch (NumberFormatException e) {
        throw problem(fields, column, "a whole number", e);
      }
    }
    return integer(fields, column);
  }

  static List<String> texts(Map<String, Object> fields, String column) {
    if (!(fields.get(column) instanceof List<?> list)) {
      throw problem(fields, column, "a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (Object one : list) {
      if (!(one instanceof String text)) {
        throw problem(fields, column, "a list of texts");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  @SuppressWarnings("unchecked") // documents have no other keys than texts
  static Map<String, Object> map(Map<String, Object> fields, String column) {
    if (fields.get(column) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw problem(fields, column, "an object");
  }

  private static IllegalArgumentException problem(
      Map<String, Object> fields, String column, String expected) {
    return problem(fields, column, expected, null);
  }

  private static IllegalArgumentException problem(
      Map<String, Object> fields, String column, String expected, Exception cause) {
    return new IllegalArgumentException(
        fields.containsKey(column)
            ? "the column " + column + " is " + fields.get(column) + " (expected " + expected + ")"
            : "no column " + column + " (expected one of " + fields.keySet() + ")",
        cause);
  }
}
