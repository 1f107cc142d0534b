package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.TensorScale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers that divide the scales of two-level schemes. Weights that are multiplied as one
 * (query, key and value; gate and up) share theirs, from the largest magnitude of all.
 */
final class TensorScales {
  private final Checkpoint checkpoint;
  private final Map<String, List<String>> together = new HashMap<>();
  private final Map<List<String>, Float> largest = new HashMap<>();

  /**
   * @param shared names of weights that share an input, in groups
   * @param quantized which of them are quantized
   */
  TensorScales(Checkpoint checkpoint, List<List<String>> shared, QuantizedModules quantized) {
    this.checkpoint = checkpoint;
    for (List<String> group : shared) {
      List<String> members = new ArrayList<>(group);
      members.removeIf(weight -> !quantized.quantizes(weight));
      members.forEach(weight -> together.put(weight, members));
    }
  }

  /** Of a weight by its name; 1 where scales have one level. */
  float of(String weight, Scheme scheme, FloatType arithmetic) {
    if (!scheme.twoLevel()) {
      return 1;
    }
    List<String> members = together.getOrDefault(weight, List.of(weight));
    Float known = largest.get(members);
    if (known == null) {
      known = largest(members);
      largest.put(members, known);
    }
    return TensorScale.of(known, scheme, arithmetic);
  }

  private float largest(List<String> weights) {
    float out = 0;
    for (String weight : weights) {
      for (float value : StoredFloats.read(checkpoint.tensor(weight))) {
        out = Math.max(out, Math.abs(value));
      }
    }
    return out;
  }
}
