package io.quantgrid.core.stats;

import org.apache.commons.math3.special.Beta;

/**
 * McNemar's test of two classifiers over the same items (Psychometrika 12, 1947): of the items that
 * only one of them has right, as many should be right in either. Exact and two-sided at every
 * number of items, as statsmodels' {@code mcnemar(exact=True)}.
 *
 * @param lost items that only the baseline has right
 * @param gained items that only the variant has right
 */
public record McNemar(long lost, long gained) {
  public McNemar {
    if (lost < 0 || gained < 0 || lost + gained > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Cannot test %d lost and %d gained items (expected 0 to %d in all)"
              .formatted(lost, gained, Integer.MAX_VALUE));
    }
  }

  /** {@code min(1, 2 P(X <= min(lost, gained)))} with X binomial over lost + gained, one half. */
  public double pValue() {
    if (lost == gained) {
      return 1;
    }
    long fewer = Math.min(lost, gained);
    long more = Math.max(lost, gained);
    // the lower tail itself: what is left of the upper one would be lost to rounding
    return Math.min(1, 2 * Beta.regularizedBeta(0.5, (double) more, fewer + 1.0));
  }

  /**
   * Cohen's g (Statistical Power Analysis, 1988, chapter 5): the share of the discordant items that
   * are lost, less one half; NaN where there is none. From 0.05 small, 0.15 medium, 0.25 large.
   */
  public double effect() {
    return (double) lost / (lost + gained) - 0.5;
  }
}
