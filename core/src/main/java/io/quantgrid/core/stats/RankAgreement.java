package io.quantgrid.core.stats;

import java.util.HashMap;
import java.util.Map;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * Whether tasks rank variants alike: Kendall's coefficient of concordance W with its correction for
 * ties (Kendall and Babington Smith, Annals of Mathematical Statistics 10, 1939; Kendall: "Rank
 * Correlation Methods", 1970, section 6.3).
 *
 * @param w from 0, no agreement, to 1, the same order everywhere; NaN where no task tells two
 *     variants apart, or with fewer than two tasks or variants
 * @param pValue of no agreement: {@code tasks (variants - 1) w} is about chi-squared with variants
 *     less one degrees of freedom (Friedman's test, whose statistic this is)
 */
public record RankAgreement(double w, double pValue, int tasks, int variants) {
  /**
   * Of as many figures per task as there are variants.
   *
   * @param figures [tasks, variants]
   */
  public static RankAgreement of(double[][] figures) {
    int tasks = figures.length;
    int variants = tasks == 0 ? 0 : figures[0].length;
    double[] sums = new double[variants];
    double ties = 0;
    for (double[] task : figures) {
      if (task.length != variants) {
        throw new IllegalArgumentException(
            "Cannot rank %d variants of a task (expected %d, as in the first)"
                .formatted(task.length, variants));
      }
      double[] ranks = variants == 0 ? task : Ranks.of(task);
      for (int i = 0; i < variants; i++) {
        sums[i] += ranks[i];
      }
      ties += ties(ranks);
    }
    if (tasks < 2 || variants < 2) {
      return new RankAgreement(Double.NaN, Double.NaN, tasks, variants);
    }
    double middle = tasks * (variants + 1) / 2.0;
    double spread = 0;
    for (double sum : sums) {
      spread += (sum - middle) * (sum - middle);
    }
    double cubes = (double) variants * variants * variants - variants;
    double most = (double) tasks * tasks * cubes - tasks * ties;
    double w = most == 0 ? Double.NaN : 12 * spread / most;
    double p =
        Double.isNaN(w)
            ? Double.NaN
            : 1
                - new ChiSquaredDistribution(null, variants - 1.0)
                    .cumulativeProbability(tasks * (variants - 1) * w);
    return new RankAgreement(w, p, tasks, variants);
  }

  /** The sum of t^3 - t over groups of t equal ranks. */
  private static double ties(double[] ranks) {
    Map<Double, Long> groups = new HashMap<>();
    for (double rank : ranks) {
      groups.merge(rank, 1L, Long::sum);
    }
    return groups.values().stream().mapToDouble(t -> (double) t * t * t - t).sum();
  }
}
