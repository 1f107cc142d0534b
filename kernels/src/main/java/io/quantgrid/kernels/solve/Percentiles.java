package io.quantgrid.kernels.solve;

/** Percentiles by nearest rank. */
final class Percentiles {
  private Percentiles() {}

  /**
   * Which of {@code count} ascending values, from 0, is the smallest that {@code percent} of them
   * do not exceed.
   */
  static int rank(double percent, long count) {
    return (int) rankOf(percent, count);
  }

  static long rankOf(double percent, long count) {
    return Math.max(0, (long) Math.ceil(percent / 100 * count) - 1);
  }
}
