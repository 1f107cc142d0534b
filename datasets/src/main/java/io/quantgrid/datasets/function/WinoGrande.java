package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.python.PythonText;
import java.util.List;
import java.util.Map;

/**
 * WinoGrande turned round: both candidates are put in the gap, and what follows the gap is scored
 * after each. So the "choices" are contexts, the "target" is what follows, and the "text" is the
 * index of the right context.
 */
final class WinoGrande {
  static final FunctionLibrary LIBRARY =
      new Library(
          "winogrande",
          1,
          Map.of(
              "preprocess_winogrande.doc_to_text", (OfDocument) WinoGrande::right,
              "preprocess_winogrande.doc_to_target", (OfDocument) WinoGrande::rest,
              "preprocess_winogrande.doc_to_choice", (OfDocument) WinoGrande::contexts));

  private WinoGrande() {}

  private static Object right(Map<String, Object> fields) {
    String answer = Columns.text(fields, "answer");
    if (!answer.equals("1") && !answer.equals("2")) {
      throw new IllegalArgumentException("the column answer is " + answer + " (expected 1 or 2)");
    }
    return Long.parseLong(answer) - 1;
  }

  private static Object rest(Map<String, Object> fields) {
    return PythonText.strip(Columns.text(fields, "sentence").substring(gap(fields) + 1));
  }

  private static Object contexts(Map<String, Object> fields) {
    String before = Columns.text(fields, "sentence").substring(0, gap(fields));
    return List.of(
        before + Columns.text(fields, "option1"), before + Columns.text(fields, "option2"));
  }

  private static int gap(Map<String, Object> fields) {
    int gap = Columns.text(fields, "sentence").indexOf('_');
    if (gap < 0) {
      throw new IllegalArgumentException("the column sentence has no gap (expected a _)");
    }
    return gap;
  }
}
