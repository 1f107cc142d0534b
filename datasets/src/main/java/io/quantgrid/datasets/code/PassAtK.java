package io.quantgrid.datasets.code;

/** How likely one of k programs is right, from how many of n were (Chen et al. 2021, eq. 1). */
public final class PassAtK {
  private PassAtK() {}

  /**
   * {@code 1 - C(n - c, k) / C(n, k)}, without bias.
   *
   * @param n programs that were run
   * @param correct how many of them were right
   * @param k at most n
   */
  public static double of(int n, int correct, int k) {
    if (k < 1 || k > n || correct < 0 || correct > n) {
      throw new IllegalArgumentException(
          "Cannot compute pass@"
              + k
              + " of "
              + correct
              + " right among "
              + n
              + " (expected 1 <= k <= n and 0 <= right <= n)");
    }
    double none = 1;
    for (int i = n - correct + 1; i <= n; i++) {
      none *= 1 - (double) k / i;
    }
    return n - correct < k ? 1 : 1 - none;
  }
}
