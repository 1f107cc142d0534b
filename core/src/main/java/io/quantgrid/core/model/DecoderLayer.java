package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/** Attention, then MLP, each on the norm of the residual stream and added to it. */
record DecoderLayer(
    Engine engine, RmsNorm attentionNorm, Attention attention, RmsNorm mlpNorm, GatedMlp mlp) {
  /** {@code x [rows, tokens, hidden]} to the same shape. */
  Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      Tensor attended = engine.add(x, attention.apply(attentionNorm.apply(x), pass, layer));
      return scope.keep(engine.add(attended, mlp.apply(mlpNorm.apply(attended))));
    }
  }
}
