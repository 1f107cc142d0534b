package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.FloatType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Chooses schemes for single layers. The same weights give the same choice. Layers that a format's
 * rules name are left as those say.
 */
interface Allocation {
  /**
   * A layer that is quantized.
   *
   * @param module its name without {@code .weight}
   * @param arithmetic what scales are computed in
   */
  record Layer(String module, int rows, int columns, FloatType arithmetic) {
    long weights() {
      return (long) rows * columns;
    }
  }

  /**
   * @param layers all that are quantized
   * @param weights a layer's, row-major {@code [rows, columns]}; asked for one layer at a time
   * @param start what the format says
   * @throws IllegalArgumentException with {@link #problem}, when there is one
   */
  SchemePlan choose(List<Layer> layers, Function<Layer, float[]> weights, SchemePlan start);

  /** What is wrong with these layers, as far as it can be said without their weights. */
  default Optional<String> problem(List<Layer> layers, SchemePlan start) {
    return Optional.empty();
  }
}
