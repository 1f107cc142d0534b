package io.quantgrid.core.stats;

import java.util.Arrays;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/** Ranks from 1 for the smallest; equal values share the mean of theirs. */
final class Ranks {
  private Ranks() {}

  static double[] of(double[] values) {
    double[] withOneZero = Arrays.stream(values).map(value -> value + 0.0).toArray(); // no -0.0
    return new NaturalRanking().rank(withOneZero);
  }
}
