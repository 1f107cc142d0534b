package io.quantgrid.core.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction for many tests (Scandinavian Journal of Statistics 6, 1979): below a level, the
 * chance that any difference is called that is none stays below the level, whatever the tests have
 * to do with each other.
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusted p-values: of the k-th smallest of m the largest of {@code (m - j + 1) p_j} over the j
   * up to k, at most 1.
   *
   * @param pValues NaN where there was no test: these stay NaN and do not count
   */
  public static double[] adjusted(double... pValues) {
    int[] order =
        IntStream.range(0, pValues.length)
            .filter(i -> !Double.isNaN(pValues[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = pValues.clone();
    double largest = 0;
    for (int k = 0; k < order.length; k++) {
      largest = Math.max(largest, Math.min(1, (order.length - k) * pValues[order[k]]));
      adjusted[order[k]] = largest;
    }
    return adjusted;
  }
}
