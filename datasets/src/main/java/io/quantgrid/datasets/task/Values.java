package io.quantgrid.datasets.task;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** Values of documents and definitions as Python writes them. */
final class Values {
  private static final Template ONE = Template.compile("{{ value }}");

  private Values() {}

  /** Python's {@code str(value)}. */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Long || value instanceof Integer || value instanceof BigInteger) {
      return value.toString();
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof Optional<?> none && none.isEmpty()) {
      return "None";
    }
    return ONE.render(Map.of("value", value));
  }
}
