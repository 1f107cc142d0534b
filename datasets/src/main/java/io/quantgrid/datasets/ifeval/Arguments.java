package io.quantgrid.datasets.ifeval;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * The numbers and words of an instruction. The harness draws what is missing at random; here it is
 * an error, as two runs would not be judged alike.
 *
 * @param id the instruction, for messages
 * @param values without those that Python takes for false
 */
record Arguments(String id, Map<String, Object> values) {
  static Arguments of(String id, Map<?, ?> given) {
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach(
        (key, value) -> {
          boolean empty =
              value == null
                  || value.equals("")
                  || (value instanceof Boolean flag && !flag)
                  || (value instanceof List<?> list && list.isEmpty())
                  || (value instanceof Number number && number.doubleValue() == 0);
          if (!empty) {
            values.put(String.valueOf(key), value);
          }
        });
    return new Arguments(id, values);
  }

  String text(String key) {
    if (values.get(key) instanceof String text) {
      return text;
    }
    throw problem(key, "text");
  }

  /** {@link #text} without space around it. */
  String stripped(String key) {
    return PythonText.strip(text(key));
  }

  List<String> texts(String key) {
    if (values.get(key) instanceof List<?> list
        && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw problem(key, "a list of texts");
  }

  long count(String key) {
    if (values.get(key) instanceof Number number && number.doubleValue() > 0) {
      return number.longValue();
    }
    throw problem(key, "a number above 0");
  }

  /** Whether a count is on the right side of the bound under the key. */
  LongPredicate relation(String relation, String bound) {
    long wanted = count(bound);
    return switch (text(relation)) {
      case "less than" -> count -> count < wanted;
      case "at least" -> count -> count >= wanted;
      default -> throw problem(relation, "less than or at least");
    };
  }

  private TaskException problem(String key, String expected) {
    return new TaskException(
        "Cannot check "
            + id
            + ": "
            + key
            + ": "
            + values.getOrDefault(key, "none")
            + " (expected "
            + expected
            + ")");
  }
}
