package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * What all layers of one run over a batch share.
 *
 * @param cos,sin {@code [rows or 1, 1, tokens, dim]} of the batch's positions
 * @param mask {@code [rows or 1, 1, tokens, keys]}; empty for plain causal attention among the
 *     batch's own tokens
 * @param kivi attention to entries of which some are quantized for some queries; then there is no
 *     mask
 */
record Pass(
    Engine engine,
    Tensor cos,
    Tensor sin,
    Optional<Tensor> mask,
    Optional<DecoderCache> cache,
    Optional<KiviAttention> kivi) {

  /** Stores the entries, if there is a cache, and attends to all that the batch may see. */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v, double scale) {
    cache.ifPresent(store -> store.append(layer, k, v));
    if (kivi.isPresent()) {
      return kivi.get().attend(layer, q, k, v, scale);
    }
    if (mask.isEmpty()) {
      return engine.causalAttention(q, k, v, scale);
    }
    Tensor keys = cache.isPresent() ? cache.get().keys(layer, q.size(2)) : k;
    Tensor values = cache.isPresent() ? cache.get().values(layer, q.size(2)) : v;
    return engine.maskedAttention(q, keys, values, mask.get(), scale);
  }
}
