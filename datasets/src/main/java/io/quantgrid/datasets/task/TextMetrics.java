package io.quantgrid.datasets.task;

import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Metrics of generated text, with the options that they take. */
final class TextMetrics {
  /**
   * @param options keys of a metric in a task file beside the common ones
   * @param read makes the metric
   */
  record Entry(List<String> options, Function<Section, Metric> read) {}

  static final Map<String, Entry> ALL =
      Map.of("exact_match", new Entry(ExactMatch.OPTIONS, TextMetrics::exactMatch));

  private TextMetrics() {}

  private static Metric exactMatch(Section section) {
    ExactMatch match = ExactMatch.read(section);
    return Metric.share(
        "exact_match",
        (outcome, gold) -> {
          String answer = ((Outcome.Generated) outcome).first();
          return Score.of(
              ((Gold.Text) gold).texts().stream().anyMatch(text -> match.matches(answer, text)));
        });
  }
}
