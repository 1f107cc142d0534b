package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.python.PythonText;
import java.util.List;
import java.util.Map;

/** COPA's premise and alternative as one sentence. */
final class Copa implements FunctionLibrary {
  private static final Map<String, String> WORDS =
      Map.of("cause", "because", "effect", "therefore");

  @Override
  public String folder() {
    return "super_glue/copa";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Map<String, TaskFunction> functions() {
    return Map.of(
        "utils.doc_to_text", (OfDocument) Copa::premise,
        "utils.doc_to_target", (OfDocument) Copa::target,
        "utils.doc_to_choice", (OfDocument) Copa::choices);
  }

  /** The premise without its last character, and the word that joins what follows. */
  private static String premise(Map<String, Object> fields) {
    String question = Columns.text(fields, "question");
    String word = WORDS.get(question);
    if (word == null) {
      throw new IllegalArgumentException(
          "the column question is " + question + " (expected cause or effect)");
    }
    String premise = PythonText.strip(Columns.text(fields, "premise"));
    return premise.substring(0, Math.max(0, premise.length() - 1)) + " " + word;
  }

  private static String target(Map<String, Object> fields) {
    return continued(fields, Columns.integer(fields, "label") == 0 ? "choice1" : "choice2");
  }

  private static List<String> choices(Map<String, Object> fields) {
    return List.of(continued(fields, "choice1"), continued(fields, "choice2"));
  }

  private static String continued(Map<String, Object> fields, String column) {
    String choice = Columns.text(fields, column);
    if (choice.isEmpty()) {
      throw new IllegalArgumentException("the column " + column + " is empty (expected text)");
    }
    int rest = choice.offsetByCodePoints(0, 1);
    return " " + PythonText.lower(choice.substring(0, rest)) + choice.substring(rest);
  }
}
