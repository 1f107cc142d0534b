package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.DType;
import java.util.Arrays;
import java.util.List;

/**
 * What GPTQ's and AWQ's tools share: a weight {@code [out, in]} lies as its transpose, unsigned
 * codes in words, with scales and zero points of groups of inputs.
 *
 * <pre>
 * qweight  I32   codes q of [in, out]
 * qzeros   I32   zero points z of [groups, out]
 * scales   float [groups, out]                      value = (q - z) * scale
 * </pre>
 */
final class PackedColumns {
  static final String WEIGHT = "qweight";
  static final String ZEROS = "qzeros";
  static final String SCALES = "scales";
  static final String COLUMN_GROUPS = "g_idx";

  /** The tensors of a module's weight. */
  static final List<String> PARTS = List.of(WEIGHT, ZEROS, SCALES, COLUMN_GROUPS);

  /** An unsigned number of a matrix whose lines are inputs, or groups of them. */
  @FunctionalInterface
  interface Field {
    int at(int line, int output);
  }

  private final StoredParts stored;
  private final int bits;
  private final int groupSize;

  /**
   * @param groupSize inputs of a group; -1 for all
   */
  PackedColumns(StoredParts stored, int bits, int groupSize) {
    this.stored = stored;
    this.bits = bits;
    this.groupSize = groupSize;
  }

  /** A tensor of words in two dimensions. */
  StoredTensor words(String part) {
    StoredTensor tensor = stored.get(part);
    if (tensor.dtype() != DType.INT32 || tensor.shape().length != 2) {
      throw new IllegalArgumentException(
          "%s of type %s with %d dimensions"
              .formatted(part, tensor.dtype(), tensor.shape().length));
    }
    return tensor;
  }

  /** The words of zero points, as many lines as there are groups. */
  StoredTensor zeros(int in) {
    StoredTensor tensor = words(ZEROS);
    if (tensor.shape()[0] != groups(in)) {
      throw new IllegalArgumentException(
          "zero points of %d groups for %d".formatted(tensor.shape()[0], groups(in)));
    }
    return tensor;
  }

  private int size(int in) {
    return groupSize < 0 || groupSize >= in ? in : groupSize;
  }

  private int groups(int in) {
    return in == 0 ? 0 : (in - 1) / size(in) + 1;
  }

  /**
   * The matrix {@code [out, in]}; symmetric when all zero points are the middle.
   *
   * @throws IllegalArgumentException when scales are of another shape
   */
  QuantizedMatrix matrix(int in, int out, Field code, Field zero) {
    int groups = groups(in);
    StoredTensor scales = stored.get(SCALES);
    long[] shape = scales.shape();
    if (shape.length != 2 || shape[0] != groups || shape[1] != out) {
      throw new IllegalArgumentException(
          "scales of shape %s for %d groups of %d outputs"
              .formatted(Arrays.toString(shape), groups, out));
    }
    int middle = 1 << (bits - 1);
    byte[] zeros = new byte[out * groups];
    boolean symmetric = true;
    for (int group = 0; group < groups; group++) {
      for (int row = 0; row < out; row++) {
        int z = zero.at(group, row) - middle;
        if (z > Byte.MAX_VALUE) {
          throw new IllegalArgumentException("zero point " + (z + middle));
        }
        zeros[row * groups + group] = (byte) z;
        symmetric &= z == 0;
      }
    }
    FloatType type = StoredFloats.scaleType(scales.dtype());
    return new QuantizedMatrix(
        scheme(in, symmetric),
        out,
        in,
        codes(in, out, code, middle),
        transposed(StoredFloats.readScales(scales), groups, out),
        type,
        symmetric ? new byte[0] : zeros,
        1);
  }

  private Scheme scheme(int in, boolean symmetric) {
    return SchemeParser.parse(
        "int%d/%s/%s"
            .formatted(
                bits, size(in) == in ? "channel" : "group" + size(in), symmetric ? "sym" : "asym"));
  }

  private static byte[] codes(int in, int out, Field code, int middle) {
    byte[] codes = new byte[Math.multiplyExact(in, out)];
    for (int line = 0; line < in; line++) {
      for (int output = 0; output < out; output++) {
        codes[output * in + line] = (byte) (code.at(line, output) - middle);
      }
    }
    return codes;
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] out = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        out[column * rows + row] = values[row * columns + column];
      }
    }
    return out;
  }
}
