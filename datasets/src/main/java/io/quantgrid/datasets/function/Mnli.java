package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.python.PythonText;
import java.util.Map;

/** MNLI: the hypothesis ends with a full stop. */
final class Mnli {
  static final FunctionLibrary LIBRARY =
      new Library("glue/mnli", 1, Map.of("utils.doc_to_text", (OfDocument) Mnli::text));

  private Mnli() {}

  private static String text(Map<String, Object> fields) {
    String hypothesis = PythonText.strip(Columns.text(fields, "hypothesis"));
    return Columns.text(fields, "premise")
        + "\nQuestion: "
        + hypothesis
        + (hypothesis.endsWith(".") ? "" : ".")
        + " True, False or Neither?\nAnswer:";
  }
}
