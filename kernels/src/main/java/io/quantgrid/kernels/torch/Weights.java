package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Parts of a quantized matrix as libtorch tensors, which the caller frees. */
final class Weights {
  private Weights() {}

  /** Int8 {@code [rows, columns]}. */
  static Tensor codes(QuantizedMatrix weight) {
    return bytes(weight.codes(), weight.rows(), weight.columns());
  }

  /**
   * Signed codes of 4 bits, int8 {@code [rows, half]} with {@code half = ceil(columns / 2)}: byte j
   * of a row holds column j in its low bits and column {@code half + j} in its high bits, so that
   * both unpack to runs of columns.
   */
  static Tensor nibbles(QuantizedMatrix weight) {
    int columns = weight.columns();
    int half = (columns + 1) / 2;
    byte[] packed = new byte[Math.multiplyExact(weight.rows(), half)];
    for (int row = 0; row < weight.rows(); row++) {
      for (int j = 0; j < half; j++) {
        int low = weight.codes()[row * columns + j];
        int high = half + j < columns ? weight.codes()[row * columns + half + j] : 0;
        packed[row * half + j] = (byte) ((low & 0xF) | (high << 4));
      }
    }
    return bytes(packed, weight.rows(), half);
  }

  /** Float32 {@code [rows]}: the scale of each row's first group. */
  static Tensor rowScales(QuantizedMatrix weight) {
    float[] scales = new float[weight.rows()];
    for (int row = 0; row < scales.length; row++) {
      scales[row] = weight.scale(row, 0);
    }
    return Transfer.floats(scales, scales.length);
  }

  /** Float32 {@code [rows, groups, 1]}. */
  static Tensor groupScales(QuantizedMatrix weight) {
    int groups = QuantizedMatrix.groups(weight.scheme(), weight.columns());
    float[] scales = new float[weight.rows() * groups];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = weight.scale(i / groups, i % groups);
    }
    return Transfer.floats(scales, weight.rows(), groups, 1);
  }

  /** Float32 {@code [rows, groups, 1]}. */
  static Tensor groupZeros(QuantizedMatrix weight) {
    int groups = QuantizedMatrix.groups(weight.scheme(), weight.columns());
    float[] zeros = new float[weight.rows() * groups];
    for (int i = 0; i < zeros.length; i++) {
      zeros[i] = zero(weight, i / groups, i % groups);
    }
    return Transfer.floats(zeros, weight.rows(), groups, 1);
  }

  /** Int32 {@code [rows]}: the zero point of each row's first group. */
  static Tensor rowZeros(QuantizedMatrix weight) {
    int[] zeros = new int[weight.rows()];
    for (int row = 0; row < zeros.length; row++) {
      zeros[row] = zero(weight, row, 0);
    }
    return ints(zeros, zeros.length);
  }

  /** Int32 {@code [rows]}: sums over a row of code less zero point, one zero point a row. */
  static Tensor rowSums(QuantizedMatrix weight) {
    int[] sums = new int[weight.rows()];
    for (int row = 0; row < sums.length; row++) {
      int sum = -weight.columns() * zero(weight, row, 0);
      for (int i = row * weight.columns(); i < (row + 1) * weight.columns(); i++) {
        sum += weight.codes()[i];
      }
      sums[row] = sum;
    }
    return ints(sums, sums.length);
  }

  static int zero(QuantizedMatrix weight, int row, int group) {
    return weight.zeroPoints().length == 0 ? 0 : weight.zeroPoints()[weight.index(row, group)];
  }

  static Tensor ints(int[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return Transfer.raw(DType.INT32, List.of(bytes), shape);
  }

  private static Tensor bytes(byte[] values, long... shape) {
    return Transfer.raw(DType.INT8, List.of(ByteBuffer.wrap(values)), shape);
  }
}
