package io.quantgrid.core.model;

import java.util.Optional;

/**
 * Where copies of entries lie when rows and columns are one dimension.
 *
 * <pre>
 * without a cache   keys    all rows' columns, then the segments one after another
 *                   values  all rows' columns, then all of them quantized
 * with one          each row: its columns, then those quantized
 * </pre>
 */
final class KiviPool {
  private final int width;
  private final int rows;
  private final Optional<DecoderCache> cache;
  private long next;

  KiviPool(TokenBatch batch, Optional<DecoderCache> cache) {
    this.width = batch.width();
    this.rows = batch.rows();
    this.cache = cache;
    this.next = (long) rows * width;
  }

  /** A key or value as it came. */
  long plain(int row, int column) {
    return cache.isPresent()
        ? 2L * row * cache.get().capacity() + column
        : (long) row * width + column;
  }

  long quantizedValue(int row, int column) {
    return plain(row, column) + (cache.isPresent() ? cache.get().capacity() : (long) rows * width);
  }

  /**
   * Where position 0 of a text would lie whose keys are quantized from {@code from} to {@code to}.
   */
  long quantizedKeys(int row, int from, int to) {
    if (cache.isPresent()) {
      return (2L * row + 1) * cache.get().capacity();
    }
    long start = next;
    next += to - from;
    return start - from;
  }
}
