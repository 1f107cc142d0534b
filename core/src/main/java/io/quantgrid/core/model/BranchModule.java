package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Tensor;

/** What a branch computes, in the engine's memory. */
interface BranchModule {
  /**
   * {@code x [rows, tokens, hidden]} to the same shape.
   *
   * @param layer number of the layer, by which a cache knows it
   */
  Tensor apply(Tensor x, Pass pass, int layer);
}
