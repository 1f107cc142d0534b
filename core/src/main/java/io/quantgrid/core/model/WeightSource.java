package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalDouble;

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

  /** Whether the weight is stored in few bits, so that {@link #weight} dequantizes it. */
  default boolean isQuantized(String name) {
    return false;
  }

  /**
   * The codes and scales of a quantized weight; empty for plain weights, and where its scales do
   * not belong to consecutive columns.
   */
  default Optional<QuantizedMatrix> quantized(String name) {
    return Optional.empty();
  }

  /**
   * What is to be added to the outputs of that weight's layer, {@code [rows]}, in that floating
   * type, though the model's configuration knows of no bias; belongs to the open scope.
   */
  default Optional<Tensor> bias(String name, DType dtype) {
    return Optional.empty();
  }

  /**
   * The magnitude from which entries of the input of that weight's layer stay as they are while the
   * others go through the activations' scheme (LLM.int8()).
   */
  default OptionalDouble outlierThreshold(String name) {
    return OptionalDouble.empty();
  }

  /** What calibration found for the input of that weight's layer. */
  default Optional<StaticScale> inputScale(String name) {
    return Optional.empty();
  }
}
