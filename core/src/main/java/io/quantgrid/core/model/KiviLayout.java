package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which copy of each entry the queries of a batch attend to. An entry has up to three: as it came,
 * with its key quantized, with both quantized; a query sees exactly one of them. Copies lie in two
 * pools (of keys, of values), and a slice of the batch's columns names those that its queries see.
 */
final class KiviLayout {
  /** Columns of a batch whose queries share one list of copies: far fewer than all of them. */
  private static final int SLICE = 512;

  /**
   * Keys to quantize: whole groups of consecutive tokens.
   *
   * @param from position of the first in its text
   * @param columns of the tokens, counted from the cache's first
   */
  record Segment(int row, int from, int[] columns) {}

  /**
   * What the queries in columns {@code from} to {@code to} of the batch see.
   *
   * @param keys,values indices into the pools {@code [rows, entries]}
   * @param visible {@code [rows, to - from, entries]}
   * @param positions of the entries in their texts, {@code [rows, entries]}
   */
  record Slice(
      int from,
      int to,
      int entries,
      long[] keys,
      long[] values,
      boolean[] visible,
      float[] positions) {
    /** Whether every query sees every entry, as single tokens of equally long texts do. */
    boolean full() {
      for (boolean seen : visible) {
        if (!seen) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Segment> segments;
  private final List<Slice> slices;

  private final int width;

  /**
   * @param width columns of the batch
   */
  KiviLayout(List<Segment> segments, List<Slice> slices, int width) {
    this.segments = List.copyOf(segments);
    this.slices = List.copyOf(slices);
    this.width = width;
  }

  /** Empty where nothing is quantized yet: all texts are shorter than the residual. */
  static Optional<KiviLayout> of(
      Kivi scheme, TokenBatch batch, Optional<DecoderCache> cache, OptionalInt window) {
    if (cache.isPresent() && batch.width() == 1) {
      DecoderCache store = cache.get();
      boolean quantizes = scheme.quantizedKeys(store.length()) > 0;
      return quantizes ? Optional.of(KiviSteps.of(scheme, store, window)) : Optional.empty();
    }
    return ofAny(scheme, batch, cache, window);
  }

  /** Of any batch, copy by copy. */
  static Optional<KiviLayout> ofAny(
      Kivi scheme, TokenBatch batch, Optional<DecoderCache> cache, OptionalInt window) {
    KiviPool pool = new KiviPool(batch, cache);
    List<KiviRow> rows = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    boolean quantizes = false;
    for (int row = 0; row < batch.rows(); row++) {
      KiviRow read = KiviRow.of(scheme, batch, cache, row, pool);
      segments.addAll(read.segments());
      quantizes |= read.quantizes();
      rows.add(read);
    }
    if (!quantizes) {
      return Optional.empty();
    }
    List<Slice> slices = new ArrayList<>();
    for (int from = 0; from < batch.width(); from += SLICE) {
      int to = Math.min(batch.width(), from + SLICE);
      slices.add(slice(scheme, rows, from, to, window.orElse(Integer.MAX_VALUE)));
    }
    return Optional.of(new KiviLayout(segments, slices, batch.width()));
  }

  List<Segment> segments() {
    return segments;
  }

  /**
   * Where the keys of all segments lie, one segment after another; empty where there is none.
   *
   * @param stride entries of a row in a cache; without one, the batch's columns
   */
  Optional<long[]> plainKeys(Optional<Long> stride) {
    long each = stride.orElse((long) width);
    long[] index =
        segments.stream()
            .flatMapToLong(
                segment ->
                    Arrays.stream(segment.columns())
                        .mapToLong(column -> segment.row() * each + column))
            .toArray();
    return Optional.of(index).filter(found -> found.length > 0);
  }

  List<Slice> slices() {
    return slices;
  }

  private static Slice slice(Kivi scheme, List<KiviRow> rows, int from, int to, int window) {
    List<List<KiviRow.Copy>> copies =
        rows.stream().map(row -> row.copies(scheme, from, to, window)).toList();
    int entries = Math.max(1, copies.stream().mapToInt(List::size).max().orElse(0));
    long[] keys = new long[Math.multiplyExact(rows.size(), entries)];
    long[] values = new long[keys.length];
    float[] positions = new float[keys.length];
    boolean[] visible = new boolean[Math.multiplyExact(keys.length, to - from)];
    for (int row = 0; row < rows.size(); row++) {
      List<KiviRow.Copy> own = copies.get(row);
      for (int i = 0; i < own.size(); i++) {
        keys[row * entries + i] = own.get(i).key();
        values[row * entries + i] = own.get(i).value();
        positions[row * entries + i] = own.get(i).position();
      }
      for (int column = from; column < to; column++) {
        KiviRow.Query query = rows.get(row).query(column);
        int at = (row * (to - from) + column - from) * entries;
        if (query.branch() == TokenBatch.PADDING) {
          visible[at] =
              true; // whatever it is: nobody looks at padding, but a row must not be empty
          continue;
        }
        for (int i = 0; i < own.size(); i++) {
          visible[at + i] = own.get(i).seenBy(query, scheme, window);
        }
      }
    }
    return new Slice(from, to, entries, keys, values, visible, positions);
  }
}
