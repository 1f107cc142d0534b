package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Forms;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Weights of a variant, or of any checkpoint of one of the tools there are ({@code Method}):
 * quantized ones as {@code (code - zero point) * scale}, or as their form has it, in float32, then
 * cast, or as they are stored; plain ones as they are. A folder without {@code quantization_config}
 * is read as it is.
 */
public final class VariantWeights implements WeightSource {
  private static final String WEIGHT = ".weight";

  private final Engine engine;
  private final Checkpoint checkpoint;
  private final Method method;
  private final ModuleEntries entries;

  /**
   * Reads from an open checkpoint, which the caller closes.
   *
   * @throws ModelException when its weights are quantized in a way that is not understood
   */
  public VariantWeights(Engine engine, Checkpoint checkpoint) {
    this.engine = engine;
    this.checkpoint = checkpoint;
    JsonNode config = checkpoint.config().path("quantization_config");
    this.method = Method.of(config);
    this.entries = ModuleEntries.read(config);
  }

  @Override
  public boolean has(String name) {
    return checkpoint.has(name) || isQuantized(name);
  }

  @Override
  public boolean isQuantized(String name) {
    return isStored(name) || form(name).isPresent();
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
    return isStored(name) && stored(name, method::read) instanceof Plain plain
        ? Optional.of(plain.matrix())
        : Optional.empty();
  }

  @Override
  public Optional<StaticScale> inputScale(String name) {
    return reading(name, () -> InputScale.read(stored(name)));
  }

  @Override
  public Optional<Tensor> bias(String name, DType dtype) {
    if (entry(name).bias() == ModuleEntry.Bias.NONE) {
      return Optional.empty();
    }
    try (Scope scope = engine.scope()) {
      Tensor bias = plain(stored(name).module() + ".bias");
      return Optional.of(scope.keep(bias.dtype() == dtype ? bias : engine.cast(bias, dtype)));
    }
  }

  @Override
  public OptionalDouble outlierThreshold(String name) {
    return entry(name).outlierThreshold();
  }

  private boolean isStored(String name) {
    return name.endsWith(WEIGHT) && method.holds(stored(name));
  }

  private Optional<FormEntry> form(String name) {
    return entry(name).form();
  }

  private ModuleEntry entry(String name) {
    return name.endsWith(WEIGHT) ? entries.of(stored(name).module()) : ModuleEntry.EMPTY;
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
    WeightForm form = reading(name, () -> read(name, form(name)));
    return engine.floats(form.dequantize(), form.rows(), form.columns());
  }

  private WeightForm read(String name, Optional<FormEntry> entry) {
    StoredParts stored = stored(name);
    if (entry.isPresent()) {
      return Forms.read(
          entry.get().description(),
          entry.get().rows(),
          entry.get().columns(),
          stored.arrays(WEIGHT.substring(1)));
    }
    return method.read(stored);
  }

  /** The stored matrix of that weight. */
  public QuantizedMatrix matrix(String name) {
    WeightForm form = stored(name, method::read);
    return form instanceof ColumnGroups groups ? groups.matrix() : ((Plain) form).matrix();
  }

  private <T> T stored(String name, Function<StoredParts, T> read) {
    return reading(name, () -> read.apply(stored(name)));
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
