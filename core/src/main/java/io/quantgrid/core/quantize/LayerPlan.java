package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one layer is to be quantized.
 *
 * @param scheme with the group size that divides its rows
 * @param arithmetic what scales are computed in
 * @param recipe its own
 */
record LayerPlan(String module, Scheme scheme, FloatType arithmetic, Recipe recipe) {
  static final String WEIGHT = ".weight";

  /** The same without steps that cannot do without texts: rounded to nearest then. */
  LayerPlan uncalibrated() {
    return new LayerPlan(module, scheme, arithmetic, recipe.uncalibrated());
  }

  /** Name of its weight. */
  String weight() {
    return module + WEIGHT;
  }

  /** {@code a.b} of {@code a.b.weight}. */
  static String module(String weight) {
    return weight.substring(0, weight.length() - WEIGHT.length());
  }

  /**
   * By the names of modules.
   *
   * @throws IllegalArgumentException when a weight is no matrix of plain numbers
   */
  static SortedMap<String, LayerPlan> all(
      Checkpoint checkpoint, QuantizedModules modules, Format format, Recipe recipe) {
    List<Layer> layers = Layers.of(checkpoint, modules, recipe);
    SchemePlan schemes =
        SchemePlan.of(format, recipe, layers, layer -> Layers.weights(checkpoint, layer));
    SortedMap<String, LayerPlan> out = new TreeMap<>();
    for (Layer layer : layers) {
      String module = layer.module();
      Scheme scheme = schemes.of(module, layer.rows(), layer.columns()).orElseThrow();
      out.put(module, new LayerPlan(module, scheme, layer.arithmetic(), recipe.forModule(module)));
    }
    return out;
  }
}
