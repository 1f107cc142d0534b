package io.quantgrid.core.quantize;

import io.quantgrid.core.model.WeightSource;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Weights from Java's memory, matrices and vectors, as they are when they are asked for. */
final class TensorWeights implements WeightSource {
  private final Engine engine;
  private final Map<String, Values> byName;
  private final Map<String, float[]> biases = new HashMap<>();

  /**
   * @param byName in float32; what has one row is a vector
   */
  TensorWeights(Engine engine, Map<String, Values> byName) {
    this.engine = engine;
    this.byName = new HashMap<>(byName);
  }

  /** Columns of a matrix: how many numbers its inputs have. */
  int columns(String name) {
    return found(name).columns();
  }

  /** What is added to the outputs of the layer of that weight. */
  void bias(String weight, float[] bias) {
    biases.put(weight, bias);
  }

  @Override
  public Optional<Tensor> bias(String name, DType dtype) {
    if (!biases.containsKey(name)) {
      return Optional.empty();
    }
    float[] values = biases.get(name);
    try (Scope scope = engine.scope()) {
      Tensor tensor = engine.floats(values, values.length);
      return Optional.of(scope.keep(dtype == DType.FLOAT32 ? tensor : engine.cast(tensor, dtype)));
    }
  }

  @Override
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  @Override
  public Tensor weight(String name, DType dtype) {
    Values found = found(name);
    long[] shape =
        found.rows() == 1
            ? new long[] {found.columns()}
            : new long[] {found.rows(), found.columns()};
    try (Scope scope = engine.scope()) {
      Tensor tensor = engine.floats(found.values(), shape);
      return scope.keep(dtype == DType.FLOAT32 ? tensor : engine.cast(tensor, dtype));
    }
  }

  private Values found(String name) {
    Values found = byName.get(name);
    if (found == null) {
      throw new ModelException(
          "Cannot load weight: %s (expected one of %s)".formatted(name, byName.keySet()));
    }
    return found;
  }
}
