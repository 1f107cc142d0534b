package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Changes the weights of a model, block by block, so that quantizing them loses less; all but
 * pruning leave what the model computes at full precision as it was.
 */
interface Transform {
  /**
   * What a transform may look at.
   *
   * @param schemes how a weight will be quantized, by its name; empty for what stays
   * @param activations how the inputs of linear layers will be quantized
   * @param arithmetic what scales are computed in
   * @param inputs empty without calibration
   */
  record Context(
      Engine engine,
      Function<String, Optional<Scheme>> schemes,
      Optional<Scheme> activations,
      FloatType arithmetic,
      Optional<BlockInputs> inputs) {}

  /**
   * Changes one block in place.
   *
   * @return facts worth a row, by name
   */
  SortedMap<String, Double> block(BlockTensors tensors, Context context);

  /**
   * Whether it looks at inputs, as its parameters have it.
   *
   * @param usual what the step does in general
   */
  default StepType.Calibrates calibration(StepType.Calibrates usual) {
    return usual;
  }

  /** Changes embedding, last norm and head in place, before any block. */
  default void outside(OutsideTensors tensors) {}

  /**
   * Whether {@link #outside} changes anything; then a head that was the embedding becomes one of
   * its own.
   */
  default boolean changesOutside() {
    return false;
  }
}
