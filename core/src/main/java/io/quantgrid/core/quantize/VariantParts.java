package io.quantgrid.core.quantize;

import io.quantgrid.core.quantize.LayerQuantizer.Quantized;
import io.quantgrid.core.stored.StoredModule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a variant consists of. */
final class VariantParts {
  private static final String SUM = "sum";

  private final List<LayerSummary> layers = new ArrayList<>();
  private final SortedMap<String, StoredModule> modules = new TreeMap<>();
  private long weights;
  private long bits;
  private double paperBits;
  private long bytes;

  void add(Quantized layer) {
    layers.add(layer.summary());
    weights += layer.values().length;
    bits += layer.stored().storedBits();
    paperBits += paperBits(layer);
    modules.put(layer.summary().name(), layer.stored().module());
  }

  /** A paper counts what its method leaves, not what compensations add to it. */
  private static double paperBits(Quantized layer) {
    Double perWeight = layer.statistics().notes().get("paper_bits");
    return perWeight == null || layer.statistics().form().equals(SUM)
        ? layer.stored().storedBits()
        : layer.values().length * perWeight;
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
        weights == 0 ? 0 : paperBits / weights,
        bytes,
        weights,
        parameters,
        seconds,
        layers);
  }
}
