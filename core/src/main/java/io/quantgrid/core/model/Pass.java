package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
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
    placement.ifPresent(where -> cache.orElseThrow().attention(layer).append(engine, where, k, v));
    Sight sight = sights.get(scores.window());
    if (sight.kivi().isPresent()) {
      return sight.kivi().get().attend(layer, q, k, v, scores);
    }
    if (sight.mask().isEmpty()) {
      return engine.causalAttention(q, k, v, scores.scale());
    }
    Tensor keys = k;
    Tensor values = v;
    if (placement.isPresent()) {
      AttentionCache kept = cache.orElseThrow().attention(layer);
      keys = kept.keys(engine, batch.rows(), placement.get().length());
      values = kept.values(engine, batch.rows(), placement.get().length());
    }
    Tensor mask = sight.mask().get();
    return scores.products()
        ? engine.maskedAttention(q, keys, values, mask, scores.scale())
        : new ScoredAttention(engine)
            .apply(q, keys, values, mask, keyPositions.orElse(mask), scores);
  }
}
