package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import java.util.function.Function;

/**
 * One of the tensors that a quantized weight becomes.
 *
 * @param name what follows the module's name: {@code weight_packed}
 * @param bytes its contents, little-endian, row-major
 */
public record Part(
    String name, DType dtype, long[] shape, Function<QuantizedMatrix, byte[]> bytes) {
  static final String CODES = "weight";
  static final String PACKED = "weight_packed";
  static final String SCALE = "weight_scale";
  static final String ZERO_POINT = "weight_zero_point";
  static final String GLOBAL_SCALE = "weight_global_scale";

  /** What holds rows and columns. */
  public static final String SHAPE = "weight_shape";

  /** What holds the group of each column. */
  public static final String COLUMN_GROUPS = "weight_g_idx";

  /** The tensor of a module, before its contents are there. */
  public Declared declared(String module) {
    return new Declared(module + "." + name, dtype, shape);
  }

  /** The tensor of a module. */
  public StoredTensor tensor(String module, QuantizedMatrix matrix) {
    return StoredTensor.of(module + "." + name, dtype, bytes.apply(matrix), shape);
  }

  /** One code per element. */
  static Part codes(MatrixSpec spec, DType dtype) {
    return new Part(CODES, dtype, new long[] {spec.rows(), spec.columns()}, QuantizedMatrix::codes);
  }

  /** Integers in words, {@link Packing#alongColumns}. */
  static Part words(MatrixSpec spec) {
    int bits = spec.bits();
    return new Part(
        PACKED,
        DType.INT32,
        new long[] {spec.rows(), Packing.words(spec.columns(), bits)},
        matrix ->
            StoredFloats.write(
                Packing.alongColumns(matrix.codes(), matrix.rows(), matrix.columns(), bits)));
  }

  /** Scales in their own type. */
  static Part scales(MatrixSpec spec) {
    return new Part(
        SCALE,
        StoredFloats.dtype(spec.scaleType()),
        spec.scaleShape(),
        matrix -> StoredFloats.write(matrix.scales(), matrix.scaleType()));
  }

  /** The number that divides all scales of a two-level scheme. */
  static Part globalScale() {
    return new Part(
        GLOBAL_SCALE,
        DType.FLOAT32,
        new long[] {1},
        matrix -> StoredFloats.write(new float[] {matrix.tensorScale()}, Float32.TYPE));
  }

  /** {@code rows, columns}. */
  static Part shape(MatrixSpec spec) {
    return new Part(
        SHAPE,
        DType.INT64,
        new long[] {2},
        matrix -> StoredFloats.write((long) spec.rows(), spec.columns()));
  }

  /** Zero points, one per byte. */
  static Part zeroPoints(MatrixSpec spec) {
    return new Part(ZERO_POINT, DType.INT8, spec.scaleShape(), QuantizedMatrix::zeroPoints);
  }

  /** Zero points of rows and groups in words, {@link Packing#alongRows}. */
  static Part zeroPointWords(MatrixSpec spec) {
    int bits = spec.bits();
    int groups = spec.groups();
    return new Part(
        ZERO_POINT,
        DType.INT32,
        new long[] {Packing.words(spec.rows(), bits), groups},
        matrix ->
            StoredFloats.write(
                Packing.alongRows(matrix.zeroPoints(), matrix.rows(), groups, bits)));
  }
}
