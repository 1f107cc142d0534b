package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.ModelException;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Weights of a variant, or of any checkpoint in the layouts of {@link StoredMatrix}: quantized ones
 * as {@code (code - zero point) * scale} in float32, then cast; plain ones as they are. A folder
 * without {@code quantization_config} is read as it is.
 */
public final class VariantWeights implements WeightSource {
  private static final String WEIGHT = ".weight";
  private static final List<String> LAYOUTS =
      List.of("pack-quantized", "int-quantized", "float-quantized");

  private final Engine engine;
  private final Checkpoint checkpoint;
  private final WeightBits bits;

  /**
   * Reads from an open checkpoint, which the caller closes.
   *
   * @throws ModelException when its weights are quantized in a way that is not understood
   */
  public VariantWeights(Engine engine, Checkpoint checkpoint) {
    this.engine = engine;
    this.checkpoint = checkpoint;
    JsonNode config = checkpoint.config().path("quantization_config");
    if (config.isObject() && !LAYOUTS.contains(config.path("format").asText())) {
      throw new ModelException(
          "Cannot read quantized weights: quantization_config.format %s (expected one of %s)"
              .formatted(config.path("format").asText("missing"), String.join(", ", LAYOUTS)));
    }
    this.bits = WeightBits.read(config);
  }

  @Override
  public boolean has(String name) {
    return checkpoint.has(name) || checkpoint.has(name + "_packed");
  }

  @Override
  public Tensor weight(String name, DType dtype) {
    if (!has(name)) {
      throw new ModelException(
          "Cannot load weight: %s (expected in the checkpoint, which lacks it)".formatted(name));
    }
    try (Scope scope = engine.scope()) {
      Tensor tensor = isQuantized(name) ? dequantized(matrix(name)) : plain(name);
      return scope.keep(tensor.dtype() == dtype ? tensor : engine.cast(tensor, dtype));
    }
  }

  @Override
  public boolean isQuantized(String name) {
    return name.endsWith(WEIGHT) && checkpoint.has(name + "_scale");
  }

  @Override
  public Optional<QuantizedMatrix> quantized(String name) {
    return isQuantized(name) ? Optional.of(matrix(name)) : Optional.empty();
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

  private Tensor dequantized(QuantizedMatrix matrix) {
    return engine.floats(matrix.dequantize(), matrix.rows(), matrix.columns());
  }

  /** The stored matrix of that weight. */
  QuantizedMatrix matrix(String name) {
    if (checkpoint.has(name + "_g_idx")) {
      throw new ModelException(
          "Cannot load weight: %s_g_idx (expected groups of consecutive columns)".formatted(name));
    }
    try {
      return read(name);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(
          "Cannot load weight: %s: %s (expected matching codes, scales and zero points)"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private QuantizedMatrix read(String name) {
    boolean packed = checkpoint.has(name + "_packed");
    StoredTensor codes = checkpoint.tensor(packed ? name + "_packed" : name);
    StoredTensor scale = checkpoint.tensor(name + "_scale");
    FloatType scaleType =
        StoredFloats.type(scale.dtype())
            .orElseThrow(() -> new IllegalArgumentException("scales of type " + scale.dtype()));
    ElementType element = element(name, codes);
    int rows = Math.toIntExact(codes.shape()[0]);
    int columns = columns(name, codes, element);
    long scales = scale.elements();
    if (scales != 1 && (rows == 0 || scales % rows != 0)) {
      throw new IllegalArgumentException(scales + " scales for " + rows + " rows");
    }
    boolean asymmetric = checkpoint.has(name + "_zero_point");
    Granularity granularity = granularity(scales, rows, columns);
    Scheme scheme =
        Scheme.of(element, granularity, asymmetric ? Symmetry.ASYMMETRIC : Symmetry.SYMMETRIC);
    byte[] values =
        packed
            ? Packing.fromColumns(StoredFloats.readIntegers(codes), rows, columns, element.bits())
            : StoredFloats.readBytes(codes);
    byte[] zeros =
        asymmetric
            ? zeroPoints(
                checkpoint.tensor(name + "_zero_point"), rows, (int) scales / rows, element.bits())
            : new byte[0];
    return new QuantizedMatrix(
        scheme, rows, columns, values, StoredFloats.read(scale), scaleType, zeros, 1);
  }

  private static Granularity granularity(long scales, int rows, int columns) {
    if (scales == 1 && rows != 1) {
      return new Granularity.PerTensor();
    }
    int groups = Math.toIntExact(scales / rows);
    if (groups == 0 || columns % groups != 0) {
      throw new IllegalArgumentException(groups + " groups in rows of " + columns);
    }
    return groups == 1 ? new Granularity.PerChannel() : new Granularity.Group(columns / groups);
  }

  private int columns(String name, StoredTensor codes, ElementType element) {
    if (codes.dtype() != DType.INT32) {
      return Math.toIntExact(codes.shape()[1]);
    }
    StoredTensor shape = checkpoint.tensor(name + "_shape");
    long columns = shape.bytes().get(0).getLong(Long.BYTES);
    long words = codes.shape()[1];
    if (columns < 0 || Packing.words(Math.toIntExact(columns), element.bits()) != words) {
      throw new IllegalArgumentException(columns + " columns in " + words + " words");
    }
    return (int) columns;
  }

  private ElementType element(String name, StoredTensor codes) {
    String module = name.substring(0, name.length() - WEIGHT.length());
    return switch (codes.dtype()) {
      case INT32, INT8 -> ElementTypes.named("int" + bits.of(module));
      case FP8_E4M3, FP8_E5M2 -> ElementTypes.named(codes.dtype().name().toLowerCase(Locale.ROOT));
      default -> throw new IllegalArgumentException("codes of type " + codes.dtype());
    };
  }

  private static byte[] zeroPoints(StoredTensor stored, int rows, int groups, int bits) {
    return stored.dtype() == DType.INT8
        ? StoredFloats.readBytes(stored)
        : Packing.fromRows(StoredFloats.readIntegers(stored), rows, groups, bits);
  }
}
