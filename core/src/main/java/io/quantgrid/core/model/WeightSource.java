package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * Where a model takes its weights from, by the names of the checkpoint: a file, or a quantized
 * variant that dequantizes what it stores.
 */
public interface WeightSource {
  boolean has(String name);

  /**
   * The weight in that floating type, in the stored shape; made on the calling thread, so it
   * belongs to the scope open there.
   *
   * @throws ModelException when there is no such weight
   */
  Tensor weight(String name, DType dtype);
}
