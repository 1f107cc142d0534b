package io.quantgrid.core.stats;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/**
 * How far two figures go together, as that of perplexity with an accuracy over variants.
 *
 * @param value -1 to 1; NaN where a figure is the same everywhere
 * @param interval 95 %; unknown below four pairs
 * @param pValue of no correlation, two-sided, by Student's t with n - 2 degrees of freedom; NaN
 *     below three pairs
 */
public record Correlation(double value, Interval interval, double pValue, int pairs) {
  /**
   * Pearson's r, with Fisher's interval {@code tanh(atanh(r) -+ z / sqrt(n - 3))} (Metron 1, 1921),
   * as scipy's {@code pearsonr}, but for the p-value of two pairs.
   */
  public static Correlation pearson(double[] x, double[] y) {
    requireSame(x, y);
    return of(x, y, 0);
  }

  /**
   * Spearman's rho: Pearson's r of the ranks, equal values sharing the mean of theirs, as scipy's
   * {@code spearmanr}. In the interval the variance is {@code (1 + r^2 / 2) / (n - 3)} (Bonett and
   * Wright, Psychometrika 65, 2000, equation 10).
   */
  public static Correlation spearman(double[] x, double[] y) {
    requireSame(x, y);
    return of(Ranks.of(x), Ranks.of(y), 0.5);
  }

  private static void requireSame(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException(
          "Cannot correlate %d with %d figures (expected as many, 2 or more)"
              .formatted(x.length, y.length));
    }
  }

  private static Correlation of(double[] x, double[] y, double inflation) {
    double r = Math.max(-1, Math.min(1, new PearsonsCorrelation().correlation(x, y)));
    int n = x.length;
    return new Correlation(r, interval(r, n, inflation), pValue(r, n), n);
  }

  private static Interval interval(double r, int n, double inflation) {
    if (n < 4 || Double.isNaN(r)) {
      return Interval.UNKNOWN;
    }
    if (Math.abs(r) == 1) {
      return new Interval(r, r);
    }
    double center = 0.5 * Math.log((1 + r) / (1 - r));
    double reach = McNemarPower.Z_LEVEL * Math.sqrt((1 + inflation * r * r) / (n - 3));
    return new Interval(Math.tanh(center - reach), Math.tanh(center + reach));
  }

  private static double pValue(double r, int n) {
    if (n < 3 || Double.isNaN(r)) {
      return Double.NaN;
    }
    if (Math.abs(r) == 1) {
      return 0;
    }
    double t = Math.abs(r) * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
    return 2 * new TDistribution(null, n - 2.0).cumulativeProbability(-t);
  }
}
