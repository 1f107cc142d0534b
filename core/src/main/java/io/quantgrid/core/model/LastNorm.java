package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** From the last layer to what the head reads, in the engine's memory. */
record LastNorm(Engine engine, Optional<LoadedNorm> norm, Optional<Linear> out) {
  static LastNorm load(ModelConfig config, Loader loader) {
    return new LastNorm(
        loader.engine(),
        config.architecture().norm().map(loader::norm),
        config.architecture().head().projectOut().map(loader::plain));
  }

  /** What the head's matrix reads, of {@code x [..., hidden]}. */
  Tensor apply(Tensor x) {
    try (Scope scope = engine.scope()) {
      Tensor normed = norm.isPresent() ? norm.get().apply(x) : x;
      Tensor finished = out.isPresent() ? out.get().apply(normed) : normed;
      return finished == x ? x : scope.keep(finished);
    }
  }
}
