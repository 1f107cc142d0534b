package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What all layers of one run over a batch share.
 *
 * @param rotations of the batch's positions
 * @param sights what queries see, by the window
 * @param keyPositions float32 {@code [rows or 1, 1, 1, keys]}, where some attention asks for them
 * @param placement of the batch's entries in the cache
 */
record Pass(
    Engine engine,
    TokenBatch batch,
    Map<Rotary, Rotation> rotations,
    Map<OptionalInt, Sight> sights,
    Optional<Tensor> keyPositions,
    Optional<DecoderCache> cache,
    Optional<Placement> placement) {

  Rotation rotation(Rotary rotary) {
    return rotations.get(rotary);
  }

  /** Stores the entries, if there is a cache, and attends to all that the batch may see. */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v, Scores scores) {
    Optional<AttentionCache> kept = cache.map(store -> store.attention(layer));
    boolean appends = cache.isPresent() && cache.get().kept() == DecoderCache.Rows.EACH;
    if (appends) {
      kept.orElseThrow().append(engine, placement.orElseThrow(), k, v);
    }
    Sight sight = sights.get(scores.window());
    if (sight instanceof Sight.Copies copies) {
      return copies.kivi().attend(layer, q, k, v, scores);
    }
    if (sight instanceof Sight.Causal) {
      return engine.causalAttention(q, k, v, scores.scale());
    }
    Tensor keys = k;
    Tensor values = v;
    if (appends) {
      int columns = placement.orElseThrow().length();
      keys = kept.orElseThrow().keys(engine, batch.rows(), columns);
      values = kept.orElseThrow().values(engine, batch.rows(), columns);
    } else if (kept.isPresent()) {
      int columns = cache.orElseThrow().tokens(0);
      keys = engine.cat(2, List.of(forAll(kept.get().keys(engine, 1, columns)), k));
      values = engine.cat(2, List.of(forAll(kept.get().values(engine, 1, columns)), v));
    }
    return sight instanceof Sight.Full full
        ? full(q, from(keys, 2, full.first()), from(values, 2, full.first()), full, scores)
        : masked(q, keys, values, ((Sight.Masked) sight).mask(), scores);
  }

  private Tensor full(Tensor q, Tensor keys, Tensor values, Sight.Full sight, Scores scores) {
    if (scores.products()) {
      return engine.fullAttention(q, keys, values, scores.scale());
    }
    Optional<Tensor> positions = keyPositions.map(all -> from(all, 3, sight.first()));
    return new ScoredAttention(engine).apply(q, keys, values, Optional.empty(), positions, scores);
  }

  private Tensor masked(Tensor q, Tensor keys, Tensor values, Tensor mask, Scores scores) {
    return scores.products()
        ? engine.maskedAttention(q, keys, values, mask, scores.scale())
        : new ScoredAttention(engine)
            .apply(q, keys, values, Optional.of(mask), keyPositions, scores);
  }

  private Tensor from(Tensor x, int dimension, int first) {
    return first == 0 ? x : engine.narrow(x, dimension, first, x.size(dimension) - first);
  }

  private Tensor forAll(Tensor entries) {
    return engine.expand(entries, batch.rows(), entries.size(1), entries.size(2), entries.size(3));
  }
}
