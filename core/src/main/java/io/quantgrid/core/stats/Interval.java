package io.quantgrid.core.stats;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Between what bounds a figure lies with 95 % confidence; both NaN where that is unknown.
 *
 * @param low at most {@code high}
 */
public record Interval(double low, double high) {
  /** What nothing is known of. */
  static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  private static final double LOW_PERCENT = 2.5;
  private static final double HIGH_PERCENT = 97.5;

  /**
   * The percentile interval of a bootstrap (Efron and Tibshirani 1993, section 13.3): the 2.5th and
   * 97.5th percentile of the draws, linear between neighbours as numpy's. Draws that are not finite
   * (a denominator of 0) are left out.
   */
  public static Interval ofDraws(double[] draws) {
    double[] known = Arrays.stream(draws).filter(Double::isFinite).toArray();
    if (known.length == 0) {
      return UNKNOWN;
    }
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(known);
    return new Interval(percentile.evaluate(LOW_PERCENT), percentile.evaluate(HIGH_PERCENT));
  }
}
