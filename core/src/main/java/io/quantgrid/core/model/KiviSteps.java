package io.quantgrid.core.model;

import io.quantgrid.core.model.KiviLayout.Segment;
import io.quantgrid.core.model.KiviLayout.Slice;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The layout of a batch of one token a row that goes on from a cache. Generation asks for it with
 * every token: it is what {@link KiviLayout} finds for any batch, in the same order, but counted
 * instead of listed copy by copy.
 */
final class KiviSteps {
  private final Kivi scheme;
  private final DecoderCache cache;
  private final int window;
  private final List<Segment> segments = new ArrayList<>();
  private final int entries;
  private final long[] keys;
  private final long[] values;
  private final float[] positions;
  private final boolean[] visible;

  private KiviSteps(Kivi scheme, DecoderCache cache, int window) {
    this.scheme = scheme;
    this.cache = cache;
    this.window = window;
    int rows = cache.rows();
    this.entries =
        IntStream.range(0, rows).map(row -> cache.tokens(row) + 1 - first(row)).max().orElse(1);
    this.keys = new long[Math.multiplyExact(rows, entries)];
    this.values = new long[keys.length];
    this.positions = new float[keys.length];
    this.visible = new boolean[keys.length];
  }

  static KiviLayout of(Kivi scheme, DecoderCache cache, OptionalInt window) {
    KiviSteps steps = new KiviSteps(scheme, cache, window.orElse(Integer.MAX_VALUE));
    for (int row = 0; row < cache.rows(); row++) {
      steps.row(row);
    }
    Slice slice =
        new Slice(0, 1, steps.entries, steps.keys, steps.values, steps.visible, steps.positions);
    return new KiviLayout(steps.segments, List.of(slice), 1);
  }

  /** Position of the first entry that the row's token sees. */
  private int first(int row) {
    return Math.max(0, cache.tokens(row) + 1 - window);
  }

  private void row(int row) {
    int token = cache.tokens(row);
    int end = scheme.quantizedKeys(token);
    int done = scheme.residual() * (token / scheme.residual());
    if (end > done) {
      segments.add(new Segment(row, done, IntStream.range(done, end).toArray()));
    }
    int rounded = scheme.quantizedValues(token);
    long plain = 2L * row * cache.capacity();
    long quantized = plain + cache.capacity();
    int at = row * entries;
    for (int position = Math.max(first(row), end); position <= token; position++) {
      put(at++, position, plain, plain);
    }
    for (int position = first(row); position < end; position++) {
      put(at++, position, quantized, position < rounded ? quantized : plain);
    }
  }

  private void put(int at, int position, long key, long value) {
    keys[at] = key + position;
    values[at] = value + position;
    positions[at] = position;
    visible[at] = true;
  }
}
