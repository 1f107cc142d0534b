package io.quantgrid.core.quantize;

import io.quantgrid.kernels.solve.InputStatistics;

/** What calibration knows of a block. */
interface BlockInputs {
  /** Whether there is anything: not of experts that no token was sent to. */
  default boolean saw(String weight) {
    return true;
  }

  /** Of the input of the layer with that weight, on the tensors that the transform was given. */
  InputStatistics statistics(String weight);

  /**
   * Mean squared difference, over all calibration tokens, between what the block computes with
   * other tensors and what it computes with those that the transform was given: the price of a
   * trial. Runs the block over all texts.
   */
  double outputError(BlockTensors trial);
}
