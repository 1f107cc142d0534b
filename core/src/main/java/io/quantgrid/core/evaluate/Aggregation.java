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
  /** The mean of what is not NaN. */
  NANMEAN("nanmean"),
  /** The upper one of two in the middle. */
  MEDIAN("median"),
  /** {@code exp(-mean)} of log-likelihoods. */
  PERPLEXITY("perplexity"),
  /** {@code exp(-sum(log-likelihoods) / sum(weights))}. */
  WEIGHTED_PERPLEXITY("weighted_perplexity"),
  /** {@code -sum(log-likelihoods) / sum(weights) / ln 2}. */
  BITS_PER_BYTE("bits_per_byte"),
  /** Statistics {right class, predicted class}: F1 of class 1, as scikit-learn's default. */
  F1("f1"),
  /** Statistics {right class, predicted class}: Matthews correlation (Gorodkin 2004). */
  MCC("matthews_corrcoef"),
  /** Statistics {sum, count}: the sum of all sums over that of all counts. */
  RATIO("ratio");

  /** Bootstrap draws behind a standard error that has no closed form. */
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

  /** Whether {@link #value} looks at the statistics of each item instead of its value. */
  public boolean ofCorpus() {
    return switch (this) {
      case F1, MCC, RATIO -> true;
      default -> false;
    };
  }

  /**
   * The figure; NaN without items.
   *
   * @throws IllegalArgumentException when there are weights or statistics for other than all items
   */
  public double value(Observations items) {
    check(weighted(), items.size(), items.weights().length, "weights");
    check(ofCorpus(), items.size(), items.statistics().length, "statistics");
    if (items.size() == 0) {
      return Double.NaN;
    }
    return switch (this) {
      case MEAN -> mean(items.values());
      case NANMEAN ->
          mean(Arrays.stream(items.values()).filter(value -> !Double.isNaN(value)).toArray());
      case MEDIAN -> Arrays.stream(items.values()).sorted().toArray()[items.size() / 2];
      case PERPLEXITY -> Math.exp(-mean(items.values()));
      case WEIGHTED_PERPLEXITY -> Math.exp(-perWeight(items));
      case BITS_PER_BYTE -> -perWeight(items) / Math.log(2);
      case F1 -> Confusion.of(items.statistics()).f1();
      case MCC -> Confusion.of(items.statistics()).matthews();
      case RATIO -> ratio(items.statistics());
    };
  }

  private void check(boolean needed, int items, int given, String what) {
    if (needed && items != given) {
      throw new IllegalArgumentException(
          "Cannot aggregate %d values by %s: %d %s (expected one each)"
              .formatted(items, text, given, what));
    }
  }

  /**
   * Standard error of the figure: of a mean {@code s / sqrt(n)} with the sample's {@code s}; of
   * others the sample standard deviation of {@link #BOOTSTRAP_DRAWS} draws by {@code
   * random.Random(0).choices}. Empty for weighted figures and ratios, as the harness has none, and
   * below two items.
   */
  public OptionalDouble standardError(Observations items) {
    if (items.size() < 2 || weighted() || this == RATIO) {
      return OptionalDouble.empty();
    }
    return this == MEAN
        ? OptionalDouble.of(deviation(items.values()) / Math.sqrt(items.size()))
        : OptionalDouble.of(deviation(draws(items)));
  }

  private double[] draws(Observations items) {
    PythonRandom random = new PythonRandom(0);
    double[] figures = new double[BOOTSTRAP_DRAWS];
    for (int draw = 0; draw < figures.length; draw++) {
      figures[draw] = value(items.resampled(random));
    }
    return figures;
  }

  private static double mean(double[] values) {
    return sum(values) / values.length;
  }

  private static double perWeight(Observations items) {
    return sum(items.values()) / Arrays.stream(items.weights()).sum();
  }

  private static double ratio(double[][] statistics) {
    double sum = 0;
    double count = 0;
    for (double[] one : statistics) {
      sum += one[0];
      count += one[1];
    }
    return sum / count;
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
