package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.kernels.element.FloatType;
import java.util.ArrayList;
import java.util.List;

/** The layers of a model that are quantized, without their weights. */
final class Layers {
  private static final String WEIGHT = ".weight";

  private Layers() {}

  /**
   * By name.
   *
   * @throws IllegalArgumentException when a weight is no matrix of plain numbers
   */
  static List<Layer> of(Checkpoint checkpoint, QuantizedModules modules, Recipe recipe) {
    List<Layer> out = new ArrayList<>();
    for (String module : modules.quantized()) {
      Declared weight = checkpoint.declared(module + WEIGHT);
      FloatType stored =
          StoredFloats.type(weight.dtype())
              .filter(type -> weight.shape().length == 2)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Cannot quantize %s: %s with %d dimensions (expected a matrix of float32,"
                                  .formatted(weight.name(), weight.dtype(), weight.shape().length)
                              + " bfloat16 or float16)"));
      out.add(
          new Layer(
              module,
              Math.toIntExact(weight.shape()[0]),
              Math.toIntExact(weight.shape()[1]),
              recipe.forModule(module).arithmetic().type(stored)));
    }
    return out;
  }

  /** A layer's weights, row-major {@code [rows, columns]}. */
  static float[] weights(Checkpoint checkpoint, Layer layer) {
    return StoredFloats.read(checkpoint.tensor(layer.module() + WEIGHT));
  }
}
