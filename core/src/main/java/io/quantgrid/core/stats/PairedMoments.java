package io.quantgrid.core.stats;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Number, mean and sum of squared distances from it of the differences between paired values.
 * Mergeable (Chan, Golub, LeVeque: "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979, equations 2.1).
 *
 * @param squares sum of squared distances from the mean
 */
public record PairedMoments(long pairs, double mean, double squares) {
  public static final PairedMoments NONE = new PairedMoments(0, 0, 0);

  /** Those of the differences, in their order. */
  public static PairedMoments of(double... differences) {
    PairedMoments moments = NONE;
    for (double difference : differences) {
      moments = moments.plus(new PairedMoments(1, difference, 0));
    }
    return moments;
  }

  /** Those of equal differences. */
  static PairedMoments ofEqual(long pairs, double difference) {
    return pairs == 0 ? NONE : new PairedMoments(pairs, difference, 0);
  }

  /** Those of both. */
  public PairedMoments plus(PairedMoments other) {
    if (pairs == 0 || other.pairs == 0) {
      return pairs == 0 ? other : this;
    }
    double all = pairs + other.pairs;
    double apart = other.mean - mean;
    return new PairedMoments(
        pairs + other.pairs,
        mean + apart * (other.pairs / all),
        squares + other.squares + apart * apart * (pairs * (other.pairs / all)));
  }

  /** The sample's standard deviation, with n - 1; NaN below two pairs. */
  public double deviation() {
    return pairs < 2 ? Double.NaN : Math.sqrt(squares / (pairs - 1));
  }

  /**
   * Of no difference, two-sided, by Student's t with n - 1 degrees of freedom, as scipy's {@code
   * ttest_rel}. 1 where all differences are 0, 0 where all are the same and not 0, NaN below two
   * pairs.
   */
  public double pValue() {
    return pValue(mean, deviation() / Math.sqrt((double) pairs), pairs);
  }

  /** That of any figure with a standard error. */
  static double pValue(double difference, double error, long pairs) {
    if (pairs < 2 || Double.isNaN(difference) || Double.isNaN(error)) {
      return Double.NaN;
    }
    if (error == 0) {
      return difference == 0 ? 1 : 0;
    }
    TDistribution student = new TDistribution(null, pairs - 1.0);
    return Math.min(1, 2 * student.cumulativeProbability(-Math.abs(difference / error)));
  }

  /**
   * Cohen's d_z (1988, section 2.3.5): the mean difference in standard deviations of the
   * differences; NaN where these do not differ. From 0.2 small, 0.5 medium, 0.8 large.
   */
  public double effect() {
    return squares == 0 ? Double.NaN : mean / deviation();
  }
}
