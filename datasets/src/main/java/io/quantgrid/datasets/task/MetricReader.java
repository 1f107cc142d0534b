package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.TaskException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a metric, or several that are computed together, of an entry in {@code metric_list}.
 *
 * @param options keys beside the common ones
 */
record MetricReader(List<String> options, Make make) {
  /** Options that lm-eval passes to no metric but {@code exact_match} of generated text. */
  static final List<String> WITHOUT_EFFECT =
      List.of(
          "hf_evaluate",
          "average",
          "k",
          "weight_by_size",
          "ignore_case",
          "ignore_punctuation",
          "ignore_numbers",
          "regexes_to_ignore");

  /** How. */
  interface Make {
    /**
     * @param aggregation the one asked for, if any
     */
    List<Metric> of(Section section, Optional<Aggregation> aggregation);
  }

  /**
   * @throws TaskException naming the option that cannot be used
   */
  List<Metric> read(Section section, Optional<Aggregation> aggregation) {
    return make.of(section, aggregation);
  }

  /** Readers of metrics without options. */
  static Map<String, MetricReader> plain(Metric... metrics) {
    return Stream.of(metrics)
        .collect(
            Collectors.toUnmodifiableMap(
                Metric::name,
                metric -> new MetricReader(WITHOUT_EFFECT, (section, asked) -> List.of(metric))));
  }

  /** The reader of a metric whose options are read from its section. */
  static MetricReader with(List<String> options, Function<Section, Metric> make) {
    return several(options, section -> List.of(make.apply(section)));
  }

  /** The reader of metrics that are computed together. */
  static MetricReader several(List<String> options, Function<Section, List<Metric>> make) {
    return new MetricReader(options, (section, asked) -> make.apply(section));
  }
}
