package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.ShiftedMatrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Quantizes one layer when the first of its tensors is asked for, and lets each go when it is
 * taken, so that no more than one layer's are in memory (with rows of odd lengths, scales of others
 * too).
 */
final class LayerQuantizer {
  private final Checkpoint checkpoint;
  private final Format format;
  private final String module;
  private final MatrixSpec spec;
  private final FloatType arithmetic;
  private final TensorScales tensorScales;
  private final Map<String, StoredTensor> inputScales = new HashMap<>();
  private final Map<String, StoredTensor> made = new HashMap<>();
  private Optional<LayerSummary> summary = Optional.empty();
  private long storedBits;

  /**
   * @param inputScales of the layer's input, stored as they are
   */
  LayerQuantizer(
      Checkpoint checkpoint,
      Format format,
      String module,
      MatrixSpec spec,
      FloatType arithmetic,
      TensorScales tensorScales,
      List<StoredTensor> inputScales) {
    this.checkpoint = checkpoint;
    this.format = format;
    this.module = module;
    this.spec = spec;
    this.arithmetic = arithmetic;
    this.tensorScales = tensorScales;
    inputScales.forEach(tensor -> this.inputScales.put(tensor.name(), tensor));
  }

  /** Names, types and shapes of the tensors, known before any weight is. */
  List<Declared> declared() {
    List<Declared> out = new ArrayList<>();
    parts().forEach(part -> out.add(part.declared(module)));
    inputScales.values().forEach(t -> out.add(new Declared(t.name(), t.dtype(), t.shape())));
    return out;
  }

  private List<Part> parts() {
    return Layout.of(spec.scheme(), format.activations()).parts(spec);
  }

  Scheme scheme() {
    return spec.scheme();
  }

  long weights() {
    return (long) spec.rows() * spec.columns();
  }

  /** Known after the first tensor was taken, as is the summary. */
  long storedBits() {
    return storedBits;
  }

  LayerSummary summary() {
    return summary.orElseThrow();
  }

  /** The tensor of that name, once. */
  StoredTensor take(String name) {
    if (inputScales.containsKey(name)) {
      return inputScales.get(name);
    }
    if (summary.isEmpty()) {
      solve();
    }
    return made.remove(name);
  }

  private void solve() {
    String weight = module + ".weight";
    float[] weights = StoredFloats.read(checkpoint.tensor(weight));
    QuantizedMatrix quantized;
    try {
      quantized =
          RoundToNearest.quantize(
              weights,
              spec.rows(),
              spec.columns(),
              spec.scheme(),
              arithmetic,
              tensorScales.of(weight, spec.scheme(), arithmetic));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot quantize %s: %s".formatted(weight, e.getMessage()), e);
    }
    for (Part part : parts()) {
      StoredTensor tensor = part.tensor(module, quantized);
      made.put(tensor.name(), tensor);
      storedBits += part.name().equals(Part.SHAPE) ? 0 : tensor.size() * Byte.SIZE;
    }
    summary = Optional.of(summarize(weights, quantized));
  }

  private LayerSummary summarize(float[] weights, QuantizedMatrix quantized) {
    float[] values = quantized.dequantize();
    double errors = 0;
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < weights.length; i++) {
      double error = (double) values[i] - weights[i];
      errors += error * error;
      squares += (double) weights[i] * weights[i];
      largest = Math.max(largest, Math.abs(error));
    }
    long groups = 0;
    long inFloat = 0;
    if (shifts()) {
      groups = quantized.scales().length;
      inFloat = ShiftedMatrix.of(quantized).groupsInFloat();
    }
    return new LayerSummary(
        module,
        spec.rows(),
        spec.columns(),
        spec.scheme().canonical(),
        weights.length == 0 ? 0 : (double) storedBits / weights.length,
        squares == 0 ? 0 : errors / squares,
        largest,
        groups - inFloat,
        inFloat);
  }

  /** Whether FP4 weights are to become FP8 ones beside FP8 activations (ZeroQuant-FP). */
  private boolean shifts() {
    ScaleRule rule = spec.scheme().rule();
    boolean related =
        rule == ScaleRule.M1 || rule == ScaleRule.M2_ROW || rule == ScaleRule.M2_TENSOR;
    return related
        && spec.scheme().element() == Fp4E2m1.TYPE
        && format.activations().filter(inputs -> inputs.element() == Fp8E4m3.TYPE).isPresent();
  }
}
