package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.ModelException;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Weights of a variant, or of any checkpoint in one of the layouts there are ({@code Layout}):
 * quantized ones as {@code (code - zero point) * scale} in float32, then cast, or as they are
 * stored; plain ones as they are. A folder without {@code quantization_config} is read as it is.
 */
public final class VariantWeights implements WeightSource {
  private static final String WEIGHT = ".weight";
  private static final String COLUMN_GROUPS = "weight_g_idx";

  private final Engine engine;
  private final Checkpoint checkpoint;
  private final WeightSchemes schemes;

  /**
   * Reads from an open checkpoint, which the caller closes.
   *
   * @throws ModelException when its weights are quantized in a way that is not understood
   */
  public VariantWeights(Engine engine, Checkpoint checkpoint) {
    this.engine = engine;
    this.checkpoint = checkpoint;
    this.schemes = WeightSchemes.read(checkpoint.config().path("quantization_config"));
  }

  @Override
  public boolean has(String name) {
    return checkpoint.has(name) || checkpoint.has(name + "_packed");
  }

  @Override
  public boolean isQuantized(String name) {
    return name.endsWith(WEIGHT) && checkpoint.has(name + "_scale");
  }

  @Override
  public Tensor weight(String name, DType dtype) {
    if (!has(name)) {
      throw new ModelException(
          "Cannot load weight: %s (expected in the checkpoint, which lacks it)".formatted(name));
    }
    try (Scope scope = engine.scope()) {
      Tensor tensor = isQuantized(name) ? dequantized(name) : plain(name);
      return scope.keep(tensor.dtype() == dtype ? tensor : engine.cast(tensor, dtype));
    }
  }

  @Override
  public Optional<QuantizedMatrix> quantized(String name) {
    return isQuantized(name) && !stored(name).has(COLUMN_GROUPS)
        ? Optional.of(matrix(name))
        : Optional.empty();
  }

  @Override
  public Optional<StaticScale> inputScale(String name) {
    return reading(name, () -> InputScale.read(stored(name)));
  }

  private Tensor plain(String name) {
    StoredTensor stored = checkpoint.tensor(name);
    if (StoredFloats.type(stored.dtype()).isEmpty()) {
      throw new ModelException(
          "Cannot load weight: %s is %s and has no scale (expected a floating type)"
              .formatted(name, stored.dtype()));
    }
    return engine.raw(stored.dtype(), stored.bytes(), stored.shape());
  }

  private Tensor dequantized(String name) {
    QuantizedMatrix matrix = matrix(name);
    StoredParts stored = stored(name);
    float[] values =
        stored.has(COLUMN_GROUPS)
            ? reading(
                name,
                () ->
                    ColumnGroups.dequantize(
                        matrix, StoredFloats.readIntegers(stored.get(COLUMN_GROUPS))))
            : matrix.dequantize();
    return engine.floats(values, matrix.rows(), matrix.columns());
  }

  /** The stored matrix of that weight. */
  QuantizedMatrix matrix(String name) {
    StoredParts stored = stored(name);
    WeightSchemes.Stored how = schemes.of(stored.module());
    return reading(name, () -> how.layout().read(stored, how.scheme()));
  }

  private StoredParts stored(String name) {
    return new StoredParts(checkpoint, name.substring(0, name.length() - WEIGHT.length()));
  }

  private static <T> T reading(String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(
          "Cannot load weight: %s: %s (expected matching codes, scales and zero points)"
              .formatted(name, e.getMessage()),
          e);
    }
  }
}
