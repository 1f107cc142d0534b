package io.quantgrid.datasets.task;

import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Metrics of multiple choice. */
final class ChoiceMetrics {
  static final Metric ACC = taken("acc", choice -> 1);
  static final Metric ACC_NORM = taken("acc_norm", ChoiceMetrics::characters);
  static final Metric ACC_BYTES = taken("acc_bytes", ChoiceMetrics::bytes);
  static final Metric EXACT_MATCH =
      Metric.share(
          "exact_match",
          (outcome, gold) -> {
            boolean[] greedy = ((Outcome.Choices) outcome).greedy();
            return Score.of(((Gold.Choice) gold).indices().stream().anyMatch(i -> greedy[i]));
          });

  static final List<Metric> ALL = List.of(ACC, ACC_NORM, ACC_BYTES, EXACT_MATCH);

  private ChoiceMetrics() {}

  /** Index of the choice that a task takes whose main metric has that name. */
  static int taken(Outcome.Choices outcome, String metric) {
    return switch (metric) {
      case "acc_norm" -> best(outcome, ChoiceMetrics::characters);
      case "acc_bytes" -> best(outcome, ChoiceMetrics::bytes);
      default -> best(outcome, choice -> 1);
    };
  }

  private static Metric taken(String name, ToDoubleFunction<String> length) {
    return Metric.share(
        name,
        (outcome, gold) ->
            Score.of(((Gold.Choice) gold).has(best((Outcome.Choices) outcome, length))));
  }

  /** Index of the highest log-likelihood over length; of equal ones the first. */
  private static int best(Outcome.Choices outcome, ToDoubleFunction<String> length) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < outcome.choices().size(); i++) {
      double score = outcome.loglikelihoods()[i] / length.applyAsDouble(outcome.choices().get(i));
      if (score > highest) {
        highest = score;
        best = i;
      }
    }
    return best;
  }

  private static double characters(String choice) {
    return choice.codePointCount(0, choice.length());
  }

  private static double bytes(String choice) {
    return choice.getBytes(StandardCharsets.UTF_8).length;
  }
}
