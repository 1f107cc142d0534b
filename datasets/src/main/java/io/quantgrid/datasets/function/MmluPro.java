package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.function.TaskFunction.OfDocuments;
import io.quantgrid.datasets.python.PythonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** MMLU-Pro's questions with their lettered answers, and the subjects apart. */
final class MmluPro {
  private static final List<String> SUBJECTS =
      List.of(
          "biology",
          "business",
          "chemistry",
          "computer science",
          "economics",
          "engineering",
          "health",
          "history",
          "law",
          "math",
          "other",
          "philosophy",
          "physics",
          "psychology");

  private static final int MOST_OPTIONS = 10;

  static final FunctionLibrary LIBRARY = new Library("mmlu_pro", 1, functions());

  /** The letters themselves as choices, as the leaderboard asks. */
  static final FunctionLibrary LEADERBOARD =
      new Library(
          "leaderboard/mmlu_pro",
          1,
          Map.of(
              "utils.doc_to_text", (OfDocument) MmluPro::question,
              "utils.doc_to_choice", (OfDocument) MmluPro::letters));

  private MmluPro() {}

  private static Map<String, TaskFunction> functions() {
    Map<String, TaskFunction> functions = new LinkedHashMap<>();
    functions.put("utils.doc_to_text", (OfDocument) MmluPro::asked);
    functions.put("utils.fewshot_to_text", (OfDocument) MmluPro::asked);
    functions.put(
        "utils.fewshot_to_target",
        (OfDocument)
            fields ->
                Columns.text(fields, "cot_content").replace("A: Let's think step by step. ", ""));
    for (String subject : SUBJECTS) {
      functions.put(
          "utils.process_" + subject.replace(' ', '_'),
          (OfDocuments)
              fields ->
                  Columns.text(fields, "category").equals(subject) ? List.of(fields) : List.of());
    }
    return functions;
  }

  private static String asked(Map<String, Object> fields) {
    StringBuilder text = new StringBuilder("Question:\n");
    text.append(Columns.text(fields, "question")).append("\nOptions:\n");
    List<String> options = Columns.texts(fields, "options");
    for (int i = 0; i < Math.min(options.size(), MOST_OPTIONS); i++) {
      text.append(letter(i)).append(". ").append(PythonText.strip(options.get(i))).append('\n');
    }
    return text.append("Answer: Let's think step by step.").toString();
  }

  private static String question(Map<String, Object> fields) {
    StringBuilder text = new StringBuilder(Columns.text(fields, "question")).append('\n');
    List<String> options = Columns.texts(fields, "options");
    for (int i = 0; i < options.size(); i++) {
      text.append(letter(i)).append(". ").append(options.get(i)).append('\n');
    }
    return text.append("Answer:").toString();
  }

  private static List<String> letters(Map<String, Object> fields) {
    int count = Columns.texts(fields, "options").size();
    return IntStream.range(0, count).mapToObj(MmluPro::letter).toList();
  }

  private static String letter(int index) {
    return String.valueOf((char) ('A' + index));
  }
}
