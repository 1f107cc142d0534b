package io.quantgrid.datasets.longcontext;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A piece that is hidden among others.
 *
 * @param fraction how far in: 0 before the first, 1 behind the last
 */
record Hidden(double fraction, String text) {
  /** The others, {@code size} of them, with the hidden ones between, in order of fraction. */
  static List<String> among(List<Hidden> hidden, int size, IntFunction<String> others) {
    List<Hidden> sorted = new ArrayList<>(hidden);
    sorted.sort(Comparator.comparingDouble(Hidden::fraction));
    List<String> pieces = new ArrayList<>(size + hidden.size());
    int next = 0;
    for (int i = 0; i <= size; i++) {
      while (next < sorted.size() && Math.round(sorted.get(next).fraction() * size) <= i) {
        pieces.add(sorted.get(next++).text());
      }
      if (i < size) {
        pieces.add(others.apply(i));
      }
    }
    return pieces;
  }
}
