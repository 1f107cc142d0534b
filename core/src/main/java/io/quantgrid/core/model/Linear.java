package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** {@code x W^T} with {@code W [out, in]}, after {@code x} went through the activations' scheme. */
record Linear(Engine engine, Tensor weight, Optional<Scheme> activations) {
  Tensor apply(Tensor x) {
    Tensor input = activations.isPresent() ? engine.roundTrip(x, activations.get()) : x;
    return engine.linear(input, weight);
  }
}
