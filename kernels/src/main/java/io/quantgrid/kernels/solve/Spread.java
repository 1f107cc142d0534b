package io.quantgrid.kernels.solve;

/**
 * How numbers are spread, gathered in one pass: extremes and sums of powers exactly, ranks and
 * shares from counts of values rounded to bfloat16, within 2^-9 of the value. Bounded memory; the
 * order in which numbers come changes nothing but the last bits of the sums. Not thread safe.
 */
public final class Spread {
  private static final int EXPONENT = 0x7F80_0000;
  private static final int MAGNITUDE = 0x7FFF;
  private static final int SIGN = 0x8000;
  private static final int LARGEST = 0x7F7F;

  /** Standard deviations from the mean beyond which a value is an outlier. */
  private static final double FAR = 6;

  private final Histogram counts = new Histogram();
  private long count;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;
  private double first;
  private double second;
  private double third;
  private double fourth;

  /**
   * Takes numbers in.
   *
   * @throws IllegalArgumentException when one is infinite or not a number; some may have been taken
   */
  public void add(float[] values) {
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    for (float x : values) {
      int bits = Float.floatToRawIntBits(x);
      if ((bits & EXPONENT) == EXPONENT) {
        throw new IllegalArgumentException(x + " (expected finite numbers)");
      }
      int rounded = (bits + SIGN) >>> Short.SIZE; // to the nearest, halves away from 0
      counts.add((rounded & SIGN) | Math.min(rounded & MAGNITUDE, LARGEST), 1);
      min = Math.min(min, x);
      max = Math.max(max, x);
      double square = (double) x * x;
      sum1 += x;
      sum2 += square;
      sum3 += square * x;
      sum4 += square * square;
    }
    first += sum1;
    second += sum2;
    third += sum3;
    fourth += sum4;
    count += values.length;
  }

  public long count() {
    return count;
  }

  /** 0 of none, as are all others. */
  public double min() {
    return count == 0 ? 0 : min;
  }

  public double max() {
    return count == 0 ? 0 : max;
  }

  public double mean() {
    return count == 0 ? 0 : first / count;
  }

  /** Of the numbers themselves, not an estimate for more. */
  public double deviation() {
    return Math.sqrt(variance());
  }

  private double variance() {
    return count == 0 ? 0 : Math.max(0, second / count - mean() * mean());
  }

  /** Fourth central moment over the squared variance, less 3; 0 where all numbers are equal. */
  public double kurtosis() {
    double variance = variance();
    if (variance <= 0) {
      return 0;
    }
    double m = mean();
    double central =
        fourth / count - 4 * m * third / count + 6 * m * m * second / count - 3 * m * m * m * m;
    return central / (variance * variance) - 3;
  }

  /** Share of numbers further than 6 standard deviations from the mean. */
  public double outlierShare() {
    double mean = mean();
    double reach = FAR * deviation();
    return count == 0 ? 0 : counts.sum(x -> Math.abs(x - mean) > reach ? 1 : 0) / count;
  }

  /**
   * A percentile of the magnitudes: the smallest of the numbers that at least so many are not
   * above.
   */
  public double magnitude(double percent) {
    if (count == 0) {
      return 0;
    }
    double found = counts.magnitude(Percentiles.rankOf(percent, count));
    return Math.min(found, Math.max(Math.abs(min()), Math.abs(max())));
  }

  /** Counts in bins of equal width from the smallest to the largest number. */
  public long[] bins(int bins) {
    long[] out = new long[bins];
    double width = (max() - min()) / bins;
    for (int code : counts.codes()) {
      int bin = width > 0 ? (int) ((Histogram.value(code) - min()) / width) : 0;
      out[Math.max(0, Math.min(bins - 1, bin))] += counts.count(code);
    }
    return out;
  }
}
