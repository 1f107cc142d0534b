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

  /**
   * What queries see through a window.
   *
   * @param mask {@code [rows or 1, 1, tokens, keys]}; empty for plain causal attention among the
   *     batch's own tokens
   * @param kivi attention to entries of which some are quantized for some queries; then there is no
   *     mask
   */
  record Sight(Optional<Tensor> mask, Optional<KiviAttention> kivi) {}

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
    if (sight.kivi().isPresent()) {
      return sight.kivi().get().attend(layer, q, k, v, scores);
    }
    if (sight.mask().isEmpty()) {
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
    Tensor mask = sight.mask().get();
    return scores.products()
        ? engine.maskedAttention(q, keys, values, mask, scores.scale())
        : new ScoredAttention(engine)
            .apply(q, keys, values, mask, keyPositions.orElse(mask), scores);
  }

  private Tensor forAll(Tensor entries) {
    return engine.expand(entries, batch.rows(), entries.size(1), entries.size(2), entries.size(3));
  }
}
