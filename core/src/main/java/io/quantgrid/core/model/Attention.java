package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * Self-attention with rotary positions and shared key-value heads (arXiv 2305.13245). Queries, keys
 * and values come from one product; keys after the rotary embedding and values go through the KV
 * scheme before anything attends to them, so that prompt and generated tokens see the same, or
 * become what each query is to see of them.
 *
 * @param qkv rows: all query heads, then the key heads, then the value heads
 */
record Attention(
    Engine engine,
    Linear qkv,
    Linear out,
    int heads,
    int kvHeads,
    int headDim,
    Optional<KvScheme> kv) {

  /** {@code x [rows, tokens, hidden]} to the same shape. */
  Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      long rows = x.size(0);
      long tokens = x.size(1);
      Tensor projected = engine.reshape(qkv.apply(x), rows, tokens, heads + 2L * kvHeads, headDim);
      Tensor byHead = engine.transpose(projected, 1, 2); // [rows, heads + 2 kvHeads, tokens, dim]
      Tensor rotated =
          engine.rotary(engine.narrow(byHead, 1, 0, heads + kvHeads), pass.cos(), pass.sin());
      Tensor q = engine.narrow(rotated, 1, 0, heads);
      Tensor k = throughScheme(engine.narrow(rotated, 1, heads, kvHeads));
      Tensor v = throughScheme(engine.narrow(byHead, 1, heads + kvHeads, kvHeads));
      Tensor mixed =
          pass.attend(layer, q, k, v, 1 / Math.sqrt(headDim)); // [rows, heads, tokens, dim]
      Tensor joined =
          engine.reshape(engine.transpose(mixed, 1, 2), rows, tokens, (long) heads * headDim);
      return scope.keep(out.apply(joined));
    }
  }

  private Tensor throughScheme(Tensor entries) {
    return kv.isPresent() && kv.get() instanceof KvScheme.Immediate immediate
        ? engine.roundTrip(entries, immediate.scheme())
        : entries; // what depends on who looks is the pass's business
  }
}
