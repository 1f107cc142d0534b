package io.quantgrid.core.quantize;

import io.quantgrid.core.quantize.LayerQuantizer.Quantized;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a variant consists of. */
final class VariantParts {
  private final List<LayerSummary> layers = new ArrayList<>();
  private final SortedMap<String, StoredModule> modules = new TreeMap<>();
  private long weights;
  private long bits;
  private long bytes;

  void add(Quantized layer) {
    layers.add(layer.summary());
    weights += layer.values().length;
    bits += layer.stored().storedBits();
    modules.put(layer.summary().name(), layer.stored().module());
  }

  /** What the configuration has to say of the quantized layers. */
  SortedMap<String, StoredModule> modules() {
    return modules;
  }

  /**
   * @param all of the file
   */
  void bytes(long all) {
    bytes = all;
  }

  VariantSummary summary(QuantizationJob job, long parameters, double seconds) {
    layers.sort(Comparator.comparing(LayerSummary::name));
    return new VariantSummary(
        VariantSummary.VERSION,
        job.format().canonical(),
        job.recipe().canonical(),
        weights == 0 ? 0 : (double) bits / weights,
        bytes,
        weights,
        parameters,
        seconds,
        layers);
  }
}
