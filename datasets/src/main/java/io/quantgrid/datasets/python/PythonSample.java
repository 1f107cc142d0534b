package io.quantgrid.datasets.python;

import io.quantgrid.core.evaluate.PythonRandom;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** CPython's {@code random.sample} and {@code random.shuffle}. */
public final class PythonSample {
  private PythonSample() {}

  /**
   * Indices of {@code random.sample(range(n), count)} in the order drawn.
   *
   * @throws IllegalArgumentException if count is negative or above n
   */
  public static int[] draw(PythonRandom random, int n, int count) {
    if (count < 0 || count > n) {
      throw new IllegalArgumentException(
          "Cannot draw " + count + " of " + n + " without replacement (expected 0 to " + n + ")");
    }
    return n <= setSize(count) ? fromPool(random, n, count) : fromSet(random, n, count);
  }

  /** {@code random.shuffle(items)}. */
  public static void shuffle(PythonRandom random, List<?> items) {
    for (int i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, random.below(i + 1));
    }
  }

  /** CPython's estimate of what a set of that many entries weighs, in entries of a list. */
  private static double setSize(int count) {
    double size = 21;
    if (count > 5) {
      size += Math.pow(4, Math.ceil(Math.log(count * 3.0) / Math.log(4)));
    }
    return size;
  }

  private static int[] fromPool(PythonRandom random, int n, int count) {
    int[] pool = new int[n];
    for (int i = 0; i < n; i++) {
      pool[i] = i;
    }
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.below(n - i);
      drawn[i] = pool[j];
      pool[j] = pool[n - i - 1];
    }
    return drawn;
  }

  private static int[] fromSet(PythonRandom random, int n, int count) {
    BitSet selected = new BitSet();
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.below(n);
      while (selected.get(j)) {
        j = random.below(n);
      }
      selected.set(j);
      drawn[i] = j;
    }
    return drawn;
  }
}
