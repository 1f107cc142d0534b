package io.quantgrid.datasets.function;

import io.quantgrid.core.metric.AnswerMatch;
import io.quantgrid.core.metric.BestThreshold;
import io.quantgrid.datasets.function.TaskFunction.OfResults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SQuAD 2.0: short answers from a passage, where some questions have none. Values are 0 to 100;
 * those of questions with an answer, and of those without, are left out of the others' rows. The
 * task scores the word "unanswerable" beside the answer it generates.
 */
final class SquadV2 {
  static final FunctionLibrary LIBRARY =
      new Library("squadv2", 1, Map.of("task.process_results", (OfResults) SquadV2::scores));

  private SquadV2() {}

  private static Map<String, Score> scores(Map<String, Object> fields, Outcome outcome) {
    Outcome.Generated generated = (Outcome.Generated) outcome;
    if (generated.loglikelihoods().size() != 1) {
      throw new IllegalArgumentException(
          "%d texts are scored beside the answer (expected also_scored with one)"
              .formatted(generated.loglikelihoods().size()));
    }
    List<String> all = Columns.texts(Columns.map(fields, "answers"), "text");
    List<String> answers = all.stream().filter(SquadV2::says).toList();
    List<String> right = answers.isEmpty() ? List.of("") : answers;
    String said = generated.first();
    double exact = AnswerMatch.exact(said, right);
    double f1 = AnswerMatch.f1(said, right);
    double none = Math.exp(generated.loglikelihoods().get(0));
    String of = all.isEmpty() ? "NoAns_" : "HasAns_";
    Map<String, Score> scores = new HashMap<>();
    scores.put("exact", Score.of(100 * exact));
    scores.put("f1", Score.of(100 * f1));
    scores.put(of + "exact", Score.of(100 * exact));
    scores.put(of + "f1", Score.of(100 * f1));
    scores.put("best_exact", best(all.isEmpty(), exact, said, none));
    scores.put("best_f1", best(all.isEmpty(), f1, said, none));
    return scores;
  }

  /** Whether anything of it is left without case, punctuation, articles and white space. */
  private static boolean says(String answer) {
    return AnswerMatch.exact(answer, List.of("")) == 0;
  }

  private static Score best(boolean unanswerable, double score, String said, double none) {
    double[] adds =
        unanswerable
            ? BestThreshold.unanswerable(said, none)
            : BestThreshold.answerable(score, none);
    return new Score(100 * score, List.of(adds[0], adds[1], adds[2]));
  }
}
