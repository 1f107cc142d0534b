package io.quantgrid.core.model;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.EnumSet;
import java.util.Set;

/** Weights as a checkpoint stores them, in a floating type; cast to what is asked for. */
public final class CheckpointWeights implements WeightSource {
  private static final Set<DType> PLAIN = EnumSet.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);

  private final Engine engine;
  private final Checkpoint checkpoint;

  /**
   * Reads from an open checkpoint, which the caller closes.
   *
   * @throws ModelException when the checkpoint's weights are stored quantized
   */
  public CheckpointWeights(Engine engine, Checkpoint checkpoint) {
    if (checkpoint.config().hasNonNull("quantization_config")) {
      throw new ModelException(
          "Cannot read weights: config.json has a quantization_config (expected plain weights)");
    }
    this.engine = engine;
    this.checkpoint = checkpoint;
  }

  @Override
  public boolean has(String name) {
    return checkpoint.has(name);
  }

  @Override
  public Tensor weight(String name, DType dtype) {
    if (!checkpoint.has(name)) {
      throw new ModelException(
          "Cannot load weight: %s (expected in the checkpoint, which lacks it)".formatted(name));
    }
    StoredTensor stored = checkpoint.tensor(name);
    if (!PLAIN.contains(stored.dtype())) {
      throw new ModelException(
          "Cannot load weight: %s is %s (expected one of %s)"
              .formatted(name, stored.dtype(), PLAIN));
    }
    try (Scope scope = engine.scope()) {
      Tensor raw = engine.raw(stored.dtype(), stored.bytes(), stored.shape());
      return scope.keep(stored.dtype() == dtype ? raw : engine.cast(raw, dtype));
    }
  }
}
