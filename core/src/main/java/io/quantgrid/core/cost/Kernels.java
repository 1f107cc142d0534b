package io.quantgrid.core.cost;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;

/** Which low-bit products an engine has: {@code Engine::hasLowBit}. */
@FunctionalInterface
public interface Kernels {
  /**
   * @param activations empty when inputs stay in {@code compute}
   */
  boolean has(Scheme weights, Optional<Scheme> activations, DType compute);
}
