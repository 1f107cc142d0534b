package io.quantgrid.kernels.solve.spqr;

/**
 * Scale and zero point of the weights of one group of a row: from the extremes of those that are no
 * outliers. A weight is one when leaving it out lowers the weighted squared error of the whole
 * group by more than the limit (arXiv 2306.03078, algorithm 1, {@code outliers}).
 */
final class GroupFit {
  private static final int NONE = -1;

  private final int bits;
  private final double limit;
  private final float[] weights;
  private final float[] costs;
  private final boolean[] outlier;
  private float scale;
  private float zero;

  GroupFit(int size, int bits, double limit) {
    this.bits = bits;
    this.limit = limit;
    this.weights = new float[size];
    this.costs = new float[size];
    this.outlier = new boolean[size];
  }

  float scale() {
    return scale;
  }

  /** In codes, not rounded. */
  float zero() {
    return zero;
  }

  /**
   * Fits row {@code at} of {@code current [positions][rows]}.
   *
   * @param sensitivity what an error at each position costs, from {@code first} on
   */
  void fit(float[][] current, int at, float[] sensitivity, int first, int count) {
    for (int i = 0; i < count; i++) {
      weights[i] = current[i][at];
      costs[i] = sensitivity[first + i];
      outlier[i] = false;
    }
    range(count, NONE);
    double all = error(count, NONE);
    // No weight can bring more than the whole error.
    if (all > limit) {
      boolean[] found = new boolean[count];
      for (int i = 0; i < count; i++) {
        range(count, i);
        found[i] = all - error(count, i) > limit;
      }
      System.arraycopy(found, 0, outlier, 0, count);
      range(count, NONE);
    }
  }

  /** From the extremes of all but outliers and {@code without}; zero when none are left. */
  private void range(int count, int without) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      if (i != without && !outlier[i]) {
        low = Math.min(low, weights[i]);
        high = Math.max(high, weights[i]);
      }
    }
    if (low > high) {
      low = 0;
      high = 0;
    }
    scale = (high - low) / ((1 << bits) - 1);
    if (scale == 0) {
      scale = low == 0 ? 1 : Math.abs(low);
    }
    zero = -low / scale;
  }

  private double error(int count, int without) {
    int most = (1 << bits) - 1;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      if (i != without) {
        double code = Math.max(0, Math.min(most, Math.rint(weights[i] / scale + zero)));
        double error = ((code - zero) * scale - weights[i]) * costs[i];
        sum += error * error;
      }
    }
    return sum;
  }
}
