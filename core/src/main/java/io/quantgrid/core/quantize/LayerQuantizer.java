package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.RoundToNearest;
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
  private static final String SHAPE = ".weight_shape";

  private final Checkpoint checkpoint;
  private final StoredMatrix matrix;
  private final FloatType arithmetic;
  private final Map<String, StoredTensor> made = new HashMap<>();
  private Optional<LayerSummary> summary = Optional.empty();
  private long storedBits;

  LayerQuantizer(Checkpoint checkpoint, StoredMatrix matrix, FloatType arithmetic) {
    this.checkpoint = checkpoint;
    this.matrix = matrix;
    this.arithmetic = arithmetic;
  }

  List<Declared> declared() {
    return matrix.declared(arithmetic);
  }

  Scheme scheme() {
    return matrix.scheme();
  }

  long weights() {
    return (long) matrix.rows() * matrix.columns();
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
    if (summary.isEmpty()) {
      solve();
    }
    return made.remove(name);
  }

  private void solve() {
    float[] weights = StoredFloats.read(checkpoint.tensor(matrix.module() + ".weight"));
    QuantizedMatrix quantized;
    try {
      quantized =
          RoundToNearest.quantize(
              weights, matrix.rows(), matrix.columns(), matrix.scheme(), arithmetic);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot quantize %s.weight: %s".formatted(matrix.module(), e.getMessage()), e);
    }
    for (StoredTensor tensor : matrix.tensors(quantized)) {
      made.put(tensor.name(), tensor);
      storedBits += tensor.name().endsWith(SHAPE) ? 0 : tensor.size() * Byte.SIZE;
    }
    summary = Optional.of(summarize(weights, quantized.dequantize()));
  }

  private LayerSummary summarize(float[] weights, float[] values) {
    double errors = 0;
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < weights.length; i++) {
      double error = (double) values[i] - weights[i];
      errors += error * error;
      squares += (double) weights[i] * weights[i];
      largest = Math.max(largest, Math.abs(error));
    }
    return new LayerSummary(
        matrix.module(),
        matrix.rows(),
        matrix.columns(),
        matrix.scheme().canonical(),
        weights.length == 0 ? 0 : (double) storedBits / weights.length,
        squares == 0 ? 0 : errors / squares,
        largest);
  }
}
