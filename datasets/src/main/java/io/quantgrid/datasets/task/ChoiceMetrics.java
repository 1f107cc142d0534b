package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Metrics of multiple choice. */
final class ChoiceMetrics {
  /** The metric that needs the choices without the question too. */
  static final String MUTUAL_INFO = "acc_mutual_info";

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

  static final Metric ACC_MUTUAL_INFO =
      Metric.share(
          MUTUAL_INFO,
          (outcome, gold) ->
              Score.of(((Gold.Choice) gold).has(informed((Outcome.Choices) outcome))));

  /** Of the right choice; lm-eval leaves pairs that none of its aggregations takes. */
  static final Metric LIKELIHOOD =
      Metric.graded(
          "likelihood",
          Aggregation.MEAN,
          (outcome, gold) ->
              Score.of(((Outcome.Choices) outcome).loglikelihoods()[((Gold.Choice) gold).first()]));

  static final Metric BRIER_SCORE =
      Metric.graded(
              "brier_score",
              Aggregation.BRIER_SCORE,
              (outcome, gold) ->
                  Score.of(brier((Outcome.Choices) outcome, ((Gold.Choice) gold).first())))
          .with(Metric.Direction.LOWER_IS_BETTER);

  static final Map<String, MetricReader> READERS =
      MetricReader.plain(
          ACC,
          ACC_NORM,
          ACC_BYTES,
          EXACT_MATCH,
          ACC_MUTUAL_INFO,
          LIKELIHOOD,
          BRIER_SCORE,
          classes("f1", Aggregation.F1),
          classes("mcc", Aggregation.MCC));

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

  /** Leaves the right class and the one taken. */
  private static Metric classes(String name, Aggregation aggregation) {
    return Metric.graded(
        name,
        aggregation,
        (outcome, gold) -> {
          int right = ((Gold.Choice) gold).first();
          int taken = best((Outcome.Choices) outcome, choice -> 1);
          return new Score(right == taken ? 1 : 0, List.of((double) right, (double) taken));
        });
  }

  /** The choice that the question makes likelier most. */
  private static int informed(Outcome.Choices outcome) {
    double[] gains = outcome.loglikelihoods().clone();
    for (int i = 0; i < gains.length; i++) {
      gains[i] -= outcome.unconditional()[i];
    }
    return best(new Outcome.Choices(outcome.choices(), gains, outcome.greedy(), gains), c -> 1);
  }

  /** The squared distance of the choices' softmax from 1 for the right one and 0 for others. */
  private static double brier(Outcome.Choices outcome, int right) {
    double highest = Arrays.stream(outcome.loglikelihoods()).max().orElseThrow();
    double[] weights =
        Arrays.stream(outcome.loglikelihoods()).map(score -> Math.exp(score - highest)).toArray();
    double all = Arrays.stream(weights).sum();
    double distance = 0;
    for (int i = 0; i < weights.length; i++) {
      double missed = weights[i] / all - (i == right ? 1 : 0);
      distance += missed * missed;
    }
    return distance;
  }

  private static double characters(String choice) {
    return choice.codePointCount(0, choice.length());
  }

  private static double bytes(String choice) {
    return choice.getBytes(StandardCharsets.UTF_8).length;
  }
}
