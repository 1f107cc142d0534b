package io.quantgrid.core.quantize;

import java.util.SortedMap;

/** What transforms that move factors have to say of them. */
final class Smoothed {
  private static final String WEIGHT = ".weight";

  private Smoothed() {}

  /** The extremes of the factors, e.g. {@code smoothquant.input_layernorm.largest}. */
  static void note(SortedMap<String, Double> notes, String step, Folding folding, float[] factors) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (float factor : factors) {
      low = Math.min(low, factor);
      high = Math.max(high, factor);
    }
    String key = key(step, folding.smoothing().producer().tensor());
    notes.put(key + ".smallest", low);
    notes.put(key + ".largest", high);
  }

  /** {@code awq.up_proj} of {@code model.layers.0.mlp.up_proj.weight}. */
  static String key(String step, String weight) {
    String module =
        weight.endsWith(WEIGHT) ? weight.substring(0, weight.length() - WEIGHT.length()) : weight;
    return step + "." + module.substring(module.lastIndexOf('.') + 1);
  }
}
