package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.tensor.Engine;

/** Finds a weight in few bits; the same layer gives the same bytes, whatever the thread count. */
public interface Solver {
  /**
   * @param engine does the linear algebra
   * @throws IllegalArgumentException when the layer cannot be quantized so, naming it and why
   */
  Solution solve(LinearLayer layer, Engine engine);
}
