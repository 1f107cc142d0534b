package io.quantgrid.core.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a task makes of the responses to one item.
 *
 * @param metrics per sample values under lm-eval's names: {@code metric}, or {@code metric,filter}
 *     where a filter other than none ran
 * @param statistics under the same names, for metrics of a whole corpus, what the figure is
 *     computed from; see {@link Aggregation}
 * @param correct the main metric as yes or no; empty where the task has none
 * @param predicted the choice taken
 * @param output generated text, unfiltered
 */
public record Judgement(
    Map<String, Double> metrics,
    Map<String, List<Double>> statistics,
    Optional<Boolean> correct,
    OptionalInt predicted,
    Optional<String> output) {
  /** Without a metric of a whole corpus. */
  public Judgement(
      Map<String, Double> metrics,
      Optional<Boolean> correct,
      OptionalInt predicted,
      Optional<String> output) {
    this(metrics, Map.of(), correct, predicted, output);
  }
}
