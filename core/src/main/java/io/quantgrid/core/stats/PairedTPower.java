package io.quantgrid.core.stats;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Gamma;

/**
 * How surely the paired t test, two-sided at level {@value McNemarPower#LEVEL}, shows a difference
 * of d standard deviations of the differences (Cohen's d_z): the tails of the noncentral t
 * distribution with noncentrality {@code d sqrt(n)} (Cohen 1988, section 12.7), as statsmodels'
 * {@code TTestPower}. That distribution is a normal one over the root of a chi-squared one, which
 * is integrated over.
 */
public final class PairedTPower {
  private static final long FEWEST = 2;

  /** From here on Student's t is the normal distribution within 1e-6. */
  private static final long NORMAL_FROM = 1_000_000;

  /** From here on one pair more or less is below rounding. */
  private static final long MOST = 1L << 50;

  /** Beyond as many standard deviations lies less than 1e-18. */
  private static final double REACH = 9;

  private static final int POINTS = 64;
  private static final GaussIntegratorFactory QUADRATURE = new GaussIntegratorFactory();
  private static final double ACCURACY = 1e-10;
  private static final int MOST_STEPS = 200;
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private PairedTPower() {}

  /**
   * The chance that a difference shows.
   *
   * @param pairs 2 or more
   */
  public static double of(long pairs, double effect) {
    double noncentrality = Math.abs(effect) * Math.sqrt((double) pairs);
    if (pairs >= NORMAL_FROM) {
      return tails(noncentrality, McNemarPower.Z_LEVEL);
    }
    double freedom = pairs - 1.0;
    double critical =
        new TDistribution(null, freedom).inverseCumulativeProbability(1 - McNemarPower.LEVEL / 2);
    double width = REACH / Math.sqrt(2 * freedom);
    return QUADRATURE
        .legendre(POINTS, Math.max(0, 1 - width), 1 + width)
        .integrate(root -> density(root, freedom) * tails(noncentrality, critical * root));
  }

  /**
   * Of the root of a chi-squared variable over its degrees of freedom. Not by the library's {@code
   * ChiSquaredDistribution}, whose density is 0 in a part of the lower tail.
   */
  private static double density(double root, double freedom) {
    double half = freedom / 2;
    double x = half * root * root;
    return 2 * Math.exp(half * Math.log(x) - x - Gamma.logGamma(half)) / root;
  }

  private static double tails(double noncentrality, double critical) {
    return NORMAL.cumulativeProbability(noncentrality - critical)
        + NORMAL.cumulativeProbability(-noncentrality - critical);
  }

  /** Pairs that show a difference with power {@value McNemarPower#POWER}: 2 or more. */
  public static long pairsNeeded(double effect) {
    double size = Math.abs(effect);
    if (!(size > 0)) {
      throw new IllegalArgumentException(
          "Cannot find how many pairs show an effect of " + effect + " (expected other than 0)");
    }
    double root = (McNemarPower.Z_LEVEL + McNemarPower.Z_POWER) / size;
    long pairs = Math.max(FEWEST, (long) Math.floor(root * root)); // too few: t is wider
    if (pairs > MOST) {
      return pairs;
    }
    while (of(pairs, size) < McNemarPower.POWER) {
      pairs++;
    }
    return pairs;
  }

  /** The effect that pairs show with power {@value McNemarPower#POWER}; NaN below two. */
  public static double smallestEffect(long pairs) {
    if (pairs < FEWEST) {
      return Double.NaN;
    }
    double normal = (McNemarPower.Z_LEVEL + McNemarPower.Z_POWER) / Math.sqrt((double) pairs);
    double most = normal;
    while (of(pairs, most) < McNemarPower.POWER) {
      most *= 2;
    }
    if (most == normal) {
      return normal;
    }
    return new BrentSolver(ACCURACY)
        .solve(MOST_STEPS, effect -> of(pairs, effect) - McNemarPower.POWER, most / 2, most);
  }
}
