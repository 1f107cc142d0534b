package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

/**
 * A linear layer to be quantized.
 *
 * @param name for messages, e.g. {@code model.layers.0.mlp.up_proj}
 * @param weights row-major {@code [rows, columns]}; not to be changed
 * @param arithmetic what scales are computed and stored in: float32, bfloat16 or float16
 * @param inputs empty without calibration
 */
public record LinearLayer(
    String name,
    float[] weights,
    int rows,
    int columns,
    Scheme scheme,
    FloatType arithmetic,
    Optional<InputStatistics> inputs) {

  public LinearLayer {
    if (weights.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + name
              + ": "
              + weights.length
              + " weights (expected "
              + rows
              + " x "
              + columns
              + ")");
    }
    if (inputs.isPresent() && inputs.get().columns() != columns) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + name
              + ": inputs of "
              + inputs.get().columns()
              + " columns (expected "
              + columns
              + ")");
    }
  }
}
