package io.quantgrid.core.stats;

import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;

/**
 * Items by who has them right.
 *
 * @param lost only the baseline
 * @param gained only the variant
 */
public record PairCounts(long bothRight, long lost, long gained, long bothWrong) {
  private static final double PRECISION = 1e-12;
  private static final int MOST_STEPS = 10_000_000;

  /** What lies beyond a term as small is below the rounding of a uniform number. */
  private static final double NEGLIGIBLE = 1e-20;

  public PairCounts {
    if (Math.min(Math.min(bothRight, lost), Math.min(gained, bothWrong)) < 0
        || bothRight + lost + gained + bothWrong > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Cannot count pairs: %d, %d, %d, %d (expected 0 or more, %d in all)"
              .formatted(bothRight, lost, gained, bothWrong, Integer.MAX_VALUE));
    }
  }

  public long pairs() {
    return bothRight + lost + gained + bothWrong;
  }

  private long[] all() {
    return new long[] {bothRight, lost, gained, bothWrong};
  }

  /**
   * How many of each kind a bootstrap of the pairs draws: multinomial, since equal items need not
   * be told apart. As binomial variables one after the other, each of what is left.
   *
   * @return [kind, replicate], and these counts behind the replicates
   */
  double[][] drawn(Resampling resampling) {
    long[] counts = all();
    double[][] drawn = room();
    for (int replicate = 0; replicate < Resampling.REPLICATES; replicate++) {
      long left = pairs();
      long among = pairs();
      for (int kind = 0; kind < counts.length; kind++) {
        long number =
            counts[kind] == among
                ? left
                : binomial(
                    left, (double) counts[kind] / among, resampling.uniform(kind, replicate));
        drawn[kind][replicate] = number;
        left -= number;
        among -= counts[kind];
      }
    }
    return drawn;
  }

  /** The same beside items that are told apart: each count is a Poisson variable. */
  double[][] drawnApart(Resampling resampling) {
    long[] counts = all();
    double[][] drawn = room();
    for (int kind = 0; kind < counts.length; kind++) {
      for (int replicate = 0; replicate < Resampling.REPLICATES; replicate++) {
        drawn[kind][replicate] =
            poisson((double) counts[kind], resampling.uniform(kind, replicate));
      }
    }
    return drawn;
  }

  private double[][] room() {
    long[] counts = all();
    double[][] drawn = new double[counts.length][Resampling.REPLICATES + 1];
    for (int kind = 0; kind < counts.length; kind++) {
      drawn[kind][Resampling.ITSELF] = counts[kind];
    }
    return drawn;
  }

  /**
   * By inversion that begins at the mode and goes outwards by the ratio of neighbouring
   * probabilities (Devroye: "Non-Uniform Random Variate Generation", 1986, section X.1.4): as many
   * steps as a few standard deviations.
   */
  static long binomial(long trials, double share, double uniform) {
    if (trials == 0 || share <= 0 || share >= 1) {
      return share >= 1 ? trials : 0;
    }
    long mode = Math.min(trials, (long) Math.floor((trials + 1) * share));
    double odds = share / (1 - share);
    double atMode = new BinomialDistribution(null, (int) trials, share).probability((int) mode);
    double left = uniform - atMode;
    double above = atMode;
    double below = atMode;
    long up = mode;
    long down = mode;
    while (left >= 0 && above + below > NEGLIGIBLE) {
      above *= (trials - up) / (up + 1.0) * odds; // 0 from the last on
      up++;
      left -= above;
      if (left < 0) {
        return up;
      }
      below *= down / ((trials - down + 1.0) * odds); // 0 from the first on
      down--;
      left -= below;
      if (left < 0) {
        return down;
      }
    }
    return mode;
  }

  /** Likewise. */
  static long poisson(double mean, double uniform) {
    if (mean == 0) {
      return 0;
    }
    long mode = (long) Math.floor(mean);
    double atMode =
        new PoissonDistribution(null, mean, PRECISION, MOST_STEPS).probability((int) mode);
    double left = uniform - atMode;
    double above = atMode;
    double below = atMode;
    long up = mode;
    long down = mode;
    while (left >= 0 && above + below > NEGLIGIBLE) {
      up++;
      above *= mean / up;
      left -= above;
      if (left < 0) {
        return up;
      }
      below *= down / mean;
      down--;
      left -= below;
      if (left < 0) {
        return down;
      }
    }
    return mode;
  }
}
