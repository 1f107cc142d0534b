package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attention in which each query sees its own copy of each entry (arXiv 2402.02750): an exact
 * softmax over the copies that {@link KiviLayout} names, the same for a whole text, chunks of it
 * and single tokens. What all layers share is in the engine's memory, in the scope that it was made
 * in.
 */
final class KiviAttention {
  private final Engine engine;
  private final Kivi scheme;
  private final Optional<DecoderCache> cache;
  private final List<KiviLayout.Segment> segments;
  private final Optional<Tensor> plainKeys;
  private final List<Slice> slices;

  /**
   * A {@link KiviLayout.Slice} in the engine's memory.
   *
   * @param keys,values indices into the pools {@code [rows * entries]}
   * @param mask {@code [rows, 1, to - from, entries]}; empty where all queries see all entries
   * @param positions {@code [rows, 1, 1, entries]}
   */
  private record Slice(
      int from, int to, Tensor keys, Tensor values, Optional<Tensor> mask, Tensor positions) {}

  /** Keys and values {@code [n, kvHeads * dim]} that slices name entries of. */
  private record Pools(Tensor keys, Tensor values) {}

  /** Belongs to the scope that is open. */
  KiviAttention(Engine engine, Kivi scheme, KiviLayout layout, Optional<DecoderCache> cache) {
    this.engine = engine;
    this.scheme = scheme;
    this.cache = cache;
    this.segments = layout.segments();
    this.plainKeys =
        layout
            .plainKeys(cache.map(store -> 2L * store.capacity()))
            .map(index -> engine.longs(index, index.length));
    this.slices = layout.slices().stream().map(this::slice).toList();
  }

  private Slice slice(KiviLayout.Slice slice) {
    int width = slice.to() - slice.from();
    int entries = slice.entries();
    int rows = slice.keys().length / entries;
    return new Slice(
        slice.from(),
        slice.to(),
        engine.longs(slice.keys(), slice.keys().length),
        engine.longs(slice.values(), slice.values().length),
        slice.full()
            ? Optional.empty()
            : Optional.of(engine.booleans(slice.visible(), rows, 1, width, entries)),
        engine.floats(slice.positions(), rows, 1, 1, entries));
  }

  /** As {@link Pass#attend}; with a cache, the entries are in it already. */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v, Scores scores) {
    try (Scope scope = engine.scope()) {
      Pools pools = cache.isPresent() ? cached(layer, cache.get()) : made(k, v);
      List<Tensor> parts = new ArrayList<>();
      for (Slice slice : slices) {
        parts.add(attend(slice, pools, q, k.size(1), scores));
      }
      return scope.keep(parts.size() == 1 ? parts.get(0) : engine.cat(2, parts));
    }
  }

  private Tensor attend(Slice slice, Pools pools, Tensor q, long heads, Scores scores) {
    try (Scope scope = engine.scope()) {
      long rows = q.size(0);
      Tensor queries = engine.narrow(q, 2, slice.from(), slice.to() - slice.from());
      Tensor keys = chosen(pools.keys(), slice.keys(), rows, heads);
      Tensor values = chosen(pools.values(), slice.values(), rows, heads);
      if (!scores.products()) {
        return scope.keep(
            new ScoredAttention(engine)
                .apply(
                    queries, keys, values, slice.mask(), Optional.of(slice.positions()), scores));
      }
      return scope.keep(
          slice.mask().isEmpty()
              ? engine.fullAttention(queries, keys, values, scores.scale())
              : engine.maskedAttention(queries, keys, values, slice.mask().get(), scores.scale()));
    }
  }

  private Tensor chosen(Tensor pool, Tensor index, long rows, long heads) {
    Tensor picked = engine.indexSelect(pool, 0, index);
    long dim = pool.size(1) / heads;
    Tensor byHead = engine.reshape(picked, rows, index.size(0) / rows, heads, dim);
    return engine.transpose(byHead, 1, 2); // [rows, kvHeads, entries, dim]
  }

  private Pools made(Tensor k, Tensor v) {
    long columns = k.size(0) * k.size(2);
    long width = v.size(1) * v.size(3);
    Tensor keys = engine.reshape(KiviEntries.byToken(engine, k), columns, k.size(1) * k.size(3));
    Tensor values = engine.reshape(KiviEntries.byToken(engine, v), columns, width);
    Tensor rounded = KiviEntries.byToken(engine, engine.roundTrip(v, scheme.values()));
    List<Tensor> parts = new ArrayList<>(List.of(keys));
    plainKeys.ifPresent(index -> parts.add(quantized(keys, index)));
    return new Pools(
        engine.cat(0, parts),
        engine.cat(0, List.of(values, engine.reshape(rounded, columns, width))));
  }

  private Pools cached(int layer, DecoderCache store) {
    Tensor keys = store.attention(layer).keys(); // [rows, 2 capacity, kvHeads * dim]
    Tensor values = store.attention(layer).values();
    long columns = keys.size(0) * keys.size(1);
    long channels = keys.size(2);
    Tensor pool = engine.reshape(keys, columns, channels);
    if (plainKeys.isPresent()) {
      Tensor fresh = quantized(pool, plainKeys.get());
      long at = 0;
      for (KiviLayout.Segment segment : segments) {
        int length = segment.columns().length;
        long target = (2L * segment.row() + 1) * store.capacity() + segment.from();
        engine.copyInto(
            engine.narrow(pool, 0, target, length), engine.narrow(fresh, 0, at, length));
        at += length;
      }
    }
    return new Pools(pool, engine.reshape(values, columns, values.size(2)));
  }

  /** The segments' keys one after another, quantized. */
  private Tensor quantized(Tensor keys, Tensor index) {
    return KiviEntries.quantizedKeys(engine, engine.indexSelect(keys, 0, index), scheme);
  }
}
