package io.quantgrid.core.stats;

import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * How surely McNemar's exact test, two-sided at level {@value #LEVEL}, shows a loss: Connor's
 * formula for the normal form of the test (Biometrics 43, 1987, equation 3) with a correction for
 * continuity of one item, which stands for the exact form (Fleiss, Levin, Paik: "Statistical
 * Methods for Rates and Proportions", 2003, section 13.1): with a loss d and a discordance f of n
 * pairs the power is {@code N((n d - 1 - z sqrt(n f)) / sqrt(n (f - d^2)))}.
 *
 * <p>A loss needs as many discordant pairs: where fewer are discordant, f is d.
 */
public final class McNemarPower {
  /** Of the test. */
  public static final double LEVEL = 0.05;

  /** That sample sizes are for. */
  public static final double POWER = 0.8;

  private static final double ACCURACY = 1e-12;
  private static final int MOST_STEPS = 200;
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** Normal quantiles of level and power. */
  static final double Z_LEVEL = NORMAL.inverseCumulativeProbability(1 - LEVEL / 2);

  static final double Z_POWER = NORMAL.inverseCumulativeProbability(POWER);

  private McNemarPower() {}

  /**
   * The chance that a loss shows.
   *
   * @param discordance share of pairs that one side alone has right, 0 to 1
   * @param loss share of pairs lost less that gained, above 0, at most 1
   */
  public static double of(long pairs, double discordance, double loss) {
    double f = Math.max(discordance, loss);
    double beyond = pairs * loss - 1 - Z_LEVEL * Math.sqrt(pairs * f);
    double spread = Math.sqrt(pairs * (f - loss * loss));
    if (spread == 0) {
      return beyond >= 0 ? 1 : 0;
    }
    return NORMAL.cumulativeProbability(beyond / spread);
  }

  /** Pairs that show a loss with power {@value #POWER}. */
  public static long pairsNeeded(double discordance, double loss) {
    if (!(loss > 0 && loss <= 1)) {
      throw new IllegalArgumentException(
          "Cannot find how many pairs show a loss of " + loss + " (expected above 0, at most 1)");
    }
    double f = Math.max(discordance, loss);
    double sum = Z_LEVEL * Math.sqrt(f) + Z_POWER * Math.sqrt(f - loss * loss);
    double root = (sum + Math.sqrt(sum * sum + 4 * loss)) / (2 * loss);
    return (long) Math.ceil(root * root);
  }

  /** The loss that pairs show with power {@value #POWER}; NaN where they show none. */
  public static double smallestLoss(long pairs, double discordance) {
    if (of(pairs, discordance, 1) < POWER) {
      return Double.NaN;
    }
    return new BrentSolver(ACCURACY)
        .solve(MOST_STEPS, loss -> of(pairs, discordance, loss) - POWER, Double.MIN_NORMAL, 1);
  }
}
