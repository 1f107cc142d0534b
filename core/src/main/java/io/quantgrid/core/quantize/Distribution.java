package io.quantgrid.core.quantize;

import java.util.List;

/**
 * How many numbers are spread.
 *
 * @param count of values
 * @param kurtosis fourth central moment over the squared variance, less 3: 0 for a normal one
 * @param outlierShare share of values further than 6 standard deviations from the mean
 * @param magnitudes percentiles of the absolute values, as {@link #PERCENTS}
 * @param largestChannel largest absolute value of a column over the median column's largest: how
 *     far outlier channels stand out
 */
public record Distribution(
    long count,
    double min,
    double max,
    double mean,
    double deviation,
    double kurtosis,
    double outlierShare,
    List<Double> magnitudes,
    double largestChannel,
    Histogram histogram) {
  /** Which percentiles {@link #magnitudes} are. */
  public static final List<Double> PERCENTS = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

  public Distribution {
    magnitudes = List.copyOf(magnitudes);
  }

  /**
   * Counts of values in bins of equal width between {@code low} and {@code high}.
   *
   * @param counts the first bin starts at {@code low}
   */
  public record Histogram(double low, double high, List<Long> counts) {
    public Histogram {
      counts = List.copyOf(counts);
    }
  }
}
