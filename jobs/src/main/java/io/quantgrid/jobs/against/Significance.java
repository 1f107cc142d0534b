package io.quantgrid.jobs.against;

import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/** Two-sided tests of means from their moments. */
final class Significance {
  private Significance() {}

  /**
   * Student's test of paired differences.
   *
   * @param deviation of the differences, of a sample
   */
  static double pairedT(double mean, double deviation, long pairs) {
    return twoSided(mean, deviation / Math.sqrt((double) pairs), pairs - 1.0);
  }

  /** Welch's test of two means; empty where a side has fewer than two values. */
  static Optional<Double> welch(
      Double mean, Double variance, long n, Double otherMean, Double otherVariance, long otherN) {
    if (n < 2 || otherN < 2) {
      return Optional.empty();
    }
    double a = variance / (double) n;
    double b = otherVariance / (double) otherN;
    double freedom = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (otherN - 1));
    return Optional.of(twoSided(mean - otherMean, Math.sqrt(a + b), freedom));
  }

  private static double twoSided(double difference, double error, double freedom) {
    if (error == 0 || Double.isNaN(error)) {
      return difference == 0 ? 1 : 0;
    }
    return 2
        * new TDistribution(null, freedom).cumulativeProbability(-Math.abs(difference / error));
  }
}
