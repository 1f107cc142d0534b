package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocuments;
import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HellaSwag's scenes as one text, without the marks that WikiHow's pages left. */
final class HellaSwag {
  static final FunctionLibrary LIBRARY =
      new Library("hellaswag", 1, Map.of("utils.process_docs", (OfDocuments) HellaSwag::document));

  private static final PythonRegex BRACKETS = PythonRegex.compile("\\[.*?\\]");

  private HellaSwag() {}

  private static List<Map<String, Object>> document(Map<String, Object> fields) {
    Map<String, Object> made = new LinkedHashMap<>(fields);
    String scene =
        Columns.text(fields, "ctx_a") + " " + PythonText.capitalize(Columns.text(fields, "ctx_b"));
    made.put("query", cleaned(Columns.text(fields, "activity_label") + ": " + scene));
    made.put("choices", Columns.texts(fields, "endings").stream().map(HellaSwag::cleaned).toList());
    made.put("gold", Columns.number(fields, "label"));
    return List.of(made);
  }

  /** Without what stands in brackets. */
  static String cleaned(String text) {
    return BRACKETS.remove(titled(text)).replace("  ", " ");
  }

  /** Ends of titles as full stops. */
  static String titled(String text) {
    return PythonText.strip(text).replace(" [title]", ". ");
  }
}
