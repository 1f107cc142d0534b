package io.quantgrid.core.evaluate;

/**
 * The values of one metric over the items of a task, in their order.
 *
 * @param values one per item: the metric, or for perplexities the log-likelihood
 * @param weights one per item where the aggregation is weighted (words or bytes), else empty
 * @param statistics one per item where the figure is that of a corpus, else empty: what {@link
 *     Aggregation} says
 */
public record Observations(double[] values, long[] weights, double[][] statistics) {
  /** Values alone. */
  public static Observations of(double... values) {
    return new Observations(values, new long[0], new double[0][]);
  }

  /** Values with what weighs them. */
  public static Observations weighted(double[] values, long[] weights) {
    return new Observations(values, weights, new double[0][]);
  }

  int size() {
    return values.length;
  }

  /** As many, drawn by {@code random.choices}. */
  Observations resampled(PythonRandom random) {
    double[] drawn = new double[values.length];
    double[][] with = new double[statistics.length][];
    for (int i = 0; i < drawn.length; i++) {
      int at = random.choice(drawn.length);
      drawn[i] = values[at];
      if (with.length > 0) {
        with[i] = statistics[at];
      }
    }
    return new Observations(drawn, new long[0], with);
  }
}
