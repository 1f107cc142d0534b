package io.quantgrid.core.evaluate;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * How the values of a metric over a task's items become one figure, as lm-evaluation-harness does
 * it. Arithmetic in double, in the order of the items.
 */
public enum Aggregation {
  MEAN("mean"),
  /** {@code exp(-mean)} of log-likelihoods. */
  PERPLEXITY("perplexity"),
  /** {@code exp(-sum(log-likelihoods) / sum(weights))}. */
  WEIGHTED_PERPLEXITY("weighted_perplexity"),
  /** {@code -sum(log-likelihoods) / sum(weights) / ln 2}. */
  BITS_PER_BYTE("bits_per_byte");

  /** Bootstrap draws behind a perplexity's standard error. */
  public static final int BOOTSTRAP_DRAWS = 1000;

  private final String text;

  Aggregation(String text) {
    this.text = text;
  }

  /** The name in task files and in {@link MetricSpec#aggregation}. */
  public String text() {
    return text;
  }

  /**
   * The aggregation of that name.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  public static Aggregation named(String text) {
    for (Aggregation aggregation : values()) {
      if (aggregation.text.equals(text)) {
        return aggregation;
      }
    }
    throw new IllegalArgumentException(
        "Cannot aggregate by: "
            + text
            + " (expected one of "
            + Arrays.stream(values()).map(Aggregation::text).collect(Collectors.joining(", "))
            + ")");
  }

  /** Whether {@link #value} looks at the weights (words or bytes of each item). */
  public boolean weighted() {
    return this == WEIGHTED_PERPLEXITY || this == BITS_PER_BYTE;
  }

  /**
   * The figure; NaN without items.
   *
   * @param values one per item: the metric, or for perplexities the log-likelihood
   * @param weights one per item where {@link #weighted}, else ignored
   */
  public double value(double[] values, long[] weights) {
    if (weighted() && weights.length != values.length) {
      throw new IllegalArgumentException(
          "Cannot aggregate "
              + values.length
              + " values by "
              + text
              + ": "
              + weights.length
              + " weights (expected one each)");
    }
    return switch (this) {
      case MEAN -> mean(values);
      case PERPLEXITY -> Math.exp(-mean(values));
      case WEIGHTED_PERPLEXITY -> Math.exp(-perWeight(values, weights));
      case BITS_PER_BYTE -> -perWeight(values, weights) / Math.log(2);
    };
  }

  /**
   * Standard error of the figure: of a mean {@code s / sqrt(n)} with the sample's {@code s}; of a
   * perplexity the sample standard deviation of {@link #BOOTSTRAP_DRAWS} draws by {@code
   * random.Random(0).choices}. Empty for weighted figures and below two items.
   */
  public OptionalDouble standardError(double[] values) {
    if (values.length < 2) {
      return OptionalDouble.empty();
    }
    return switch (this) {
      case MEAN -> OptionalDouble.of(deviation(values) / Math.sqrt(values.length));
      case PERPLEXITY -> OptionalDouble.of(deviation(draws(values)));
      case WEIGHTED_PERPLEXITY, BITS_PER_BYTE -> OptionalDouble.empty();
    };
  }

  private static double[] draws(double[] values) {
    PythonRandom random = new PythonRandom(0);
    double[] figures = new double[BOOTSTRAP_DRAWS];
    for (int draw = 0; draw < figures.length; draw++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.choice(values.length)];
      }
      figures[draw] = Math.exp(-sum / values.length);
    }
    return figures;
  }

  private static double mean(double[] values) {
    return sum(values) / values.length;
  }

  private static double perWeight(double[] values, long[] weights) {
    return sum(values) / Arrays.stream(weights).sum();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }
}
