package io.quantgrid.kernels.solve;

/**
 * What calibration gathered of one linear layer's inputs {@code x [tokens, columns]}.
 *
 * @param tokens how many inputs were seen, 1 or more
 * @param secondMoments mean over the tokens of {@code x x^T}, row-major {@code [columns, columns]};
 *     half of GPTQ's Hessian, whose scale changes nothing
 * @param mean of each column
 * @param absMax largest magnitude of each column
 * @param absMean mean magnitude of each column
 * @param min smallest value of each column
 * @param max largest value of each column
 */
public record InputStatistics(
    int columns,
    long tokens,
    float[] secondMoments,
    float[] mean,
    float[] absMax,
    float[] absMean,
    float[] min,
    float[] max) {

  public InputStatistics {
    check("second moments", secondMoments.length, (long) columns * columns);
    check("means", mean.length, columns);
    check("largest magnitudes", absMax.length, columns);
    check("mean magnitudes", absMean.length, columns);
    check("smallest values", min.length, columns);
    check("largest values", max.length, columns);
    if (tokens < 1) {
      throw new IllegalArgumentException(
          "Cannot calibrate on " + tokens + " tokens (expected 1 or more)");
    }
  }

  private static void check(String what, int length, long expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "Cannot use " + length + " " + what + " of inputs (expected " + expected + ")");
    }
  }
}
