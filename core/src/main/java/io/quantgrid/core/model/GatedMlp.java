package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/** {@code down(silu(gate x) * up x)}, gate and up computed as one product (arXiv 2002.05202). */
record GatedMlp(Engine engine, Linear gateUp, Linear down) {
  /** {@code x [..., hidden]} to the same shape. */
  Tensor apply(Tensor x) {
    try (Scope scope = engine.scope()) {
      Tensor gated = engine.swiglu(gateUp.apply(x)); // [..., intermediate]
      return scope.keep(down.apply(gated));
    }
  }
}
