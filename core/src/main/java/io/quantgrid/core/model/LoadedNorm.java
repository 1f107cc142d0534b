package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * A norm in the engine's memory.
 *
 * @param weight of the kind that adds one: with it, in float32
 */
record LoadedNorm(Engine engine, Norm norm, Tensor weight, Optional<Tensor> bias) {
  /** {@code x [..., width]} to the same shape and type. */
  Tensor apply(Tensor x) {
    return switch (norm.kind()) {
      case RMS -> engine.rmsNorm(x, weight, norm.eps());
      case LAYER -> engine.layerNorm(x, weight, bias, norm.eps());
      case RMS_PLUS_ONE -> inFloat32(x);
    };
  }

  private Tensor inFloat32(Tensor x) {
    if (x.dtype() == DType.FLOAT32) {
      return engine.rmsNorm(x, weight, norm.eps());
    }
    try (Scope scope = engine.scope()) {
      Tensor normed = engine.rmsNorm(engine.cast(x, DType.FLOAT32), weight, norm.eps());
      return scope.keep(engine.cast(normed, x.dtype()));
    }
  }
}
