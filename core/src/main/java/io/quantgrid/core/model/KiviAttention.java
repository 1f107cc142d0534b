package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Attention in which each query sees its own copy of each entry (arXiv 2402.02750): an exact
 * softmax over the copies that {@link KiviLayout} names, the same for a whole text, chunks of it
 * and single tokens.
 */
record KiviAttention(Engine engine, Kivi scheme, KiviLayout layout, Optional<DecoderCache> cache) {
  /** Keys and values {@code [n, kvHeads * dim]} that slices name entries of. */
  private record Pools(Tensor keys, Tensor values) {}

  /** As {@link Pass#attend}; with a cache, the entries are in it already. */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v, Scores scores) {
    try (Scope scope = engine.scope()) {
      Pools pools = cache.isPresent() ? cached(layer, cache.get()) : made(k, v);
      List<Tensor> parts = new ArrayList<>();
      for (KiviLayout.Slice slice : layout.slices()) {
        parts.add(attend(slice, pools, q, k.size(1), scores));
      }
      return scope.keep(parts.size() == 1 ? parts.get(0) : engine.cat(2, parts));
    }
  }

  private Tensor attend(KiviLayout.Slice slice, Pools pools, Tensor q, long heads, Scores scores) {
    try (Scope scope = engine.scope()) {
      long rows = q.size(0);
      int width = slice.to() - slice.from();
      Tensor mask = engine.booleans(slice.visible(), rows, 1, width, slice.entries());
      Tensor queries = engine.narrow(q, 2, slice.from(), width);
      Tensor keys = chosen(pools.keys(), slice.keys(), rows, heads);
      Tensor values = chosen(pools.values(), slice.values(), rows, heads);
      if (scores.products()) {
        return scope.keep(engine.maskedAttention(queries, keys, values, mask, scores.scale()));
      }
      Tensor positions = engine.floats(slice.positions(), rows, 1, 1, slice.entries());
      return scope.keep(
          new ScoredAttention(engine).apply(queries, keys, values, mask, positions, scores));
    }
  }

  private Tensor chosen(Tensor pool, long[] index, long rows, long heads) {
    Tensor picked = engine.indexSelect(pool, 0, engine.longs(index, index.length));
    long dim = pool.size(1) / heads;
    Tensor byHead = engine.reshape(picked, rows, index.length / rows, heads, dim);
    return engine.transpose(byHead, 1, 2); // [rows, kvHeads, entries, dim]
  }

  private Pools made(Tensor k, Tensor v) {
    long columns = k.size(0) * k.size(2);
    long width = v.size(1) * v.size(3);
    Tensor keys = engine.reshape(KiviEntries.byToken(engine, k), columns, k.size(1) * k.size(3));
    Tensor values = engine.reshape(KiviEntries.byToken(engine, v), columns, width);
    Tensor rounded = KiviEntries.byToken(engine, engine.roundTrip(v, scheme.values()));
    List<Tensor> parts = new ArrayList<>(List.of(keys));
    if (!layout.segments().isEmpty()) {
      parts.add(quantized(keys, k.size(2)));
    }
    return new Pools(
        engine.cat(0, parts),
        engine.cat(0, List.of(values, engine.reshape(rounded, columns, width))));
  }

  private Pools cached(int layer, DecoderCache store) {
    Tensor keys = store.attention(layer).keys(); // [rows, 2 capacity, kvHeads * dim]
    Tensor values = store.attention(layer).values();
    long columns = keys.size(0) * keys.size(1);
    long channels = keys.size(2);
    if (!layout.segments().isEmpty()) {
      Tensor fresh = quantized(engine.reshape(keys, columns, channels), keys.size(1));
      long at = 0;
      for (KiviLayout.Segment segment : layout.segments()) {
        int length = segment.columns().length;
        Tensor target =
            engine.narrow(
                engine.narrow(keys, 0, segment.row(), 1),
                1,
                (long) store.capacity() + segment.from(),
                length);
        Tensor source = engine.narrow(fresh, 0, at, length);
        engine.copyInto(target, engine.reshape(source, 1, length, channels));
        at += length;
      }
    }
    return new Pools(
        engine.reshape(keys, columns, channels), engine.reshape(values, columns, values.size(2)));
  }

  /** The segments' keys one after another, quantized. */
  private Tensor quantized(Tensor keys, long stride) {
    long[] index =
        layout.segments().stream()
            .flatMapToLong(
                segment ->
                    Arrays.stream(segment.columns())
                        .mapToLong(column -> segment.row() * stride + column))
            .toArray();
    Tensor plain = engine.indexSelect(keys, 0, engine.longs(index, index.length));
    return KiviEntries.quantizedKeys(engine, plain, scheme);
  }
}
