package io.quantgrid.core.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Cuts rows into batches: the longest first, equally long ones by docId, then greedily. Depends on
 * the rows alone, so that a unit's results do not depend on where or when it runs.
 */
final class Batches {
  /**
   * Most columns of a batch, padding included: rows times the longest one. A row that is longer
   * runs alone. Another value rounds otherwise: raise the version of results with it.
   */
  static final int MAX_PADDED_TOKENS = 4096;

  private Batches() {}

  /**
   * Batches of at most {@code maxRows} rows.
   *
   * @param width columns of a row
   */
  static <T> List<List<T>> of(
      List<T> rows, ToIntFunction<T> width, ToLongFunction<T> docId, int maxRows) {
    List<T> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingInt(width).reversed().thenComparingLong(docId));
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < sorted.size(); ) {
      int longest = Math.max(1, width.applyAsInt(sorted.get(from)));
      int size = Math.max(1, Math.min(maxRows, MAX_PADDED_TOKENS / longest));
      int to = Math.min(sorted.size(), from + size);
      batches.add(List.copyOf(sorted.subList(from, to)));
      from = to;
    }
    return batches;
  }
}
