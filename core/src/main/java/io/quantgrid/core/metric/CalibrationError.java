package io.quantgrid.core.metric;

/**
 * Expected calibration error (Guo et al. 2017, equations 2 to 5), 0 to 1, lower is better: the gap
 * between confidence and accuracy in ten equally wide bins, weighted by their samples. Bin m of M
 * holds confidences above (m - 1) / M up to and with m / M; 0 is in the first.
 *
 * <p>Statistics: for each bin its samples, their right answers and their summed confidence.
 */
public final class CalibrationError implements CorpusMetric {
  public static final CalibrationError TEN_BINS = new CalibrationError(10);

  private final int bins;

  private CalibrationError(int bins) {
    this.bins = bins;
  }

  /** Whether the answer that the confidence was given to is right. */
  public enum Answer {
    RIGHT,
    WRONG
  }

  /**
   * What one sample adds.
   *
   * @param confidence probability of the answer, 0 to 1
   * @throws IllegalArgumentException when it is none
   */
  public double[] statistics(double confidence, Answer answer) {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "Cannot count confidence: " + confidence + " (expected 0 to 1)");
    }
    int bin = 0;
    while (bin < bins - 1 && confidence > (bin + 1) / (double) bins) {
      bin++;
    }
    double[] statistics = new double[3 * bins];
    statistics[3 * bin] = 1;
    statistics[3 * bin + 1] = answer == Answer.RIGHT ? 1 : 0;
    statistics[3 * bin + 2] = confidence;
    return statistics;
  }

  /** NaN without samples. */
  @Override
  public double score(double[] summed) {
    CorpusMetric.requireLength(summed, 3 * bins);
    double samples = 0;
    double gaps = 0;
    for (int i = 0; i < summed.length; i += 3) {
      samples += summed[i];
      gaps += Math.abs(summed[i + 1] - summed[i + 2]);
    }
    return gaps / samples;
  }
}
