package io.quantgrid.core.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * A variant's mean recovery over tasks, and what the same replicates of all of them say about it.
 * Tasks without a recovery do not count. Holds one number per replicate.
 */
public final class RecoveryOfTasks {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private final double[] sums = new double[Resampling.REPLICATES];
  private final int[] known = new int[Resampling.REPLICATES];
  private double sum;
  private int tasks;
  private long pairs;

  /** Adds a task. */
  public void add(PairedComparison task) {
    pairs += task.pairs();
    if (Double.isNaN(task.recovery())) {
      return;
    }
    tasks++;
    sum += task.recovery();
    double[] recoveries = task.recoveries();
    for (int i = 0; i < sums.length; i++) {
      if (Double.isFinite(recoveries[i])) {
        sums[i] += recoveries[i];
        known[i]++;
      }
    }
  }

  /** Items of all tasks. */
  public long pairs() {
    return pairs;
  }

  /** Percent of the baseline; NaN without tasks. */
  public double mean() {
    return sum / tasks;
  }

  private double[] draws() {
    double[] draws = new double[sums.length];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = sums[i] / known[i];
    }
    return Arrays.stream(draws).filter(Double::isFinite).toArray();
  }

  /** 95 %, by percentiles. */
  public Interval interval() {
    return Interval.ofDraws(draws());
  }

  private double error() {
    double[] draws = draws();
    return draws.length < 2 ? Double.NaN : new StandardDeviation().evaluate(draws);
  }

  /** Of a mean recovery of 100 %, two-sided, by the normal distribution of the draws' spread. */
  public double pValue() {
    double error = error();
    if (error == 0) {
      return mean() == 100 ? 1 : 0;
    }
    double z = Math.abs(mean() - 100) / error;
    return Double.isNaN(z) ? Double.NaN : 2 * NORMAL.cumulativeProbability(-z);
  }

  /** In percent of the baseline, that these items show with power 0.8. */
  public double smallestLoss() {
    return (McNemarPower.Z_LEVEL + McNemarPower.Z_POWER) * error();
  }
}
