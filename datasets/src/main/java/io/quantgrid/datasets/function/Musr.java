package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.python.PythonLiteral;
import java.util.List;
import java.util.Map;

/** MuSR's stories with their question and numbered answers, which are a Python list in a text. */
final class Musr {
  static final FunctionLibrary LIBRARY =
      new Library(
          "leaderboard/musr",
          1,
          Map.of(
              "utils.doc_to_text", (OfDocument) Musr::text,
              "utils.doc_to_choice", (OfDocument) Musr::choices));

  private Musr() {}

  private static String text(Map<String, Object> fields) {
    StringBuilder choices = new StringBuilder();
    int number = 1;
    for (Object choice : choices(fields)) {
      choices.append(number++).append(" - ").append(choice).append('\n');
    }
    return Columns.text(fields, "narrative")
        + "\n\n"
        + Columns.text(fields, "question")
        + "\n\n"
        + choices
        + "\nAnswer:";
  }

  private static List<?> choices(Map<String, Object> fields) {
    if (PythonLiteral.parse(Columns.text(fields, "choices")) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(
        "the column choices is " + fields.get("choices") + " (expected a Python list)");
  }
}
