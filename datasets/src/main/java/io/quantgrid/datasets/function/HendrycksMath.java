package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.function.TaskFunction.OfDocuments;
import io.quantgrid.datasets.function.TaskFunction.OfResults;
import io.quantgrid.datasets.latex.Boxed;
import io.quantgrid.datasets.latex.LatexValue;
import io.quantgrid.datasets.latex.MathAnswer;
import io.quantgrid.datasets.latex.MathForm;
import io.quantgrid.datasets.latex.MinervaForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * MATH: the answer is what a solution boxes last. It is compared in the form of MATH's authors, of
 * Minerva's, or by value; see {@code datasets.latex} for what stands in for sympy and math_verify.
 */
final class HendrycksMath {
  static final FunctionLibrary DIRECT =
      new Library(
          "hendrycks_math",
          1,
          Map.of(
              "utils.process_docs", (OfDocuments) fields -> answered(fields, answer -> answer),
              "utils.process_results", (OfResults) HendrycksMath::direct));

  static final FunctionLibrary MINERVA =
      new Library(
          "minerva_math",
          2,
          Map.of(
              "utils.process_docs",
              (OfDocuments) fields -> answered(fields, MinervaForm.CAREFUL::of),
              "utils.doc_to_text",
              (OfDocument) HendrycksMath::problem,
              "utils.process_results",
              (OfResults) HendrycksMath::minerva));

  static final FunctionLibrary LEADERBOARD =
      new Library(
          "leaderboard/math",
          2,
          Map.of(
              "utils.process_docs", (OfDocuments) HendrycksMath::hardest,
              "utils.doc_to_text", (OfDocument) HendrycksMath::problem,
              "utils.process_results", (OfResults) HendrycksMath::leaderboard));

  private HendrycksMath() {}

  private static List<Map<String, Object>> answered(
      Map<String, Object> fields, UnaryOperator<String> form) {
    Map<String, Object> made = new LinkedHashMap<>(fields);
    made.put("answer", form.apply(boxed(fields)));
    return List.of(made);
  }

  private static List<Map<String, Object>> hardest(Map<String, Object> fields) {
    if (!Columns.text(fields, "level").equals("Level 5")) {
      return List.of();
    }
    Map<String, Object> made = new LinkedHashMap<>(fields);
    made.put("answer", Boxed.last(Columns.text(fields, "solution")).orElse(MinervaForm.INVALID));
    return List.of(made);
  }

  private static Object problem(Map<String, Object> fields) {
    return "Problem:\n" + Columns.text(fields, "problem") + "\n\nSolution:";
  }

  private static Map<String, Score> direct(Map<String, Object> fields, Outcome outcome) {
    String text = ((Outcome.Generated) outcome).first();
    int first = text.indexOf('$');
    int last = text.lastIndexOf('$');
    String answer = first == last ? text : text.substring(first + 1, last);
    return Map.of("exact_match", Score.of(MathForm.equal(answer, boxed(fields))));
  }

  private static Map<String, Score> minerva(Map<String, Object> fields, Outcome outcome) {
    String text = ((Outcome.Generated) outcome).first();
    String answer = MinervaForm.CAREFUL.of(MinervaForm.said(text));
    String right = Columns.text(fields, "answer");
    boolean same = (!answer.isEmpty() && answer.equals(right)) || LatexValue.equal(answer, right);
    return Map.of(
        "exact_match", Score.of(same),
        "math_verify", Score.of(MathAnswer.agrees(text, Columns.text(fields, "solution"))));
  }

  private static Map<String, Score> leaderboard(Map<String, Object> fields, Outcome outcome) {
    String text = ((Outcome.Generated) outcome).first();
    String answer = MinervaForm.FROZEN.of(MinervaForm.said(text));
    String right = MinervaForm.FROZEN.of(Columns.text(fields, "answer"));
    boolean same =
        !answer.equals(MinervaForm.INVALID)
            && (answer.strip().equals(right.strip()) || LatexValue.equal(answer, right));
    return Map.of(
        "exact_match", Score.of(MathAnswer.agrees(text, Columns.text(fields, "solution"))),
        "exact_match_original", Score.of(same));
  }

  private static String boxed(Map<String, Object> fields) {
    return Boxed.last(Columns.text(fields, "solution"))
        .orElseThrow(
            () ->
                new IllegalArgumentException("the column solution has no \\boxed (expected one)"));
  }
}
