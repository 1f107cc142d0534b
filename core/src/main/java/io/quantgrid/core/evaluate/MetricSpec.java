package io.quantgrid.core.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * A metric of a task and how its per sample values become one figure.
 *
 * @param name {@code acc}, {@code exact_match}, {@code word_perplexity} ...
 * @param filter the filter pipeline's name, {@code none} where there is none
 * @param aggregation {@code mean}, {@code perplexity}, {@code weighted_perplexity}, {@code
 *     bits_per_byte}
 * @param weight the column that weighs a rolling metric: {@code words}, {@code bytes} or {@code
 *     none}
 * @param main whether recovery and flips are taken from this one
 */
public record MetricSpec(
    String name,
    String filter,
    String aggregation,
    String weight,
    boolean higherIsBetter,
    boolean main)
    implements java.io.Serializable {
  /** The one that recovery and flips are taken from; empty where a task has none. */
  public static Optional<MetricSpec> mainOf(List<MetricSpec> metrics) {
    return metrics.stream().filter(MetricSpec::main).findFirst();
  }

  /** Key in {@link Judgement#metrics}. */
  public String key() {
    return filter.equals("none") ? name : name + "," + filter;
  }
}
