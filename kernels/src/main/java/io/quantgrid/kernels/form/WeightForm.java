package io.quantgrid.kernels.form;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import java.util.List;

/**
 * A weight {@code [rows, columns]} in few bits. A new form is one file with its arrays drawn, and a
 * {@code read} that makes it from them.
 */
public interface WeightForm {
  /** The name under which it is stored, e.g. {@code sparse}. */
  String name();

  int rows();

  int columns();

  /** The values that it stands for, float32, row-major {@code [rows, columns]}. */
  float[] dequantize();

  /** What is stored, in a fixed order, names unique in the form. */
  List<StoredArray> arrays();

  /**
   * Quantized matrices in it, which are stored by whichever layout of checkpoints takes their
   * scheme instead of as {@link #arrays}.
   */
  default List<QuantizedMatrix> matrices() {
    return List.of();
  }

  /** Bits of all arrays and matrices. */
  default long storedBits() {
    long arrayBytes = arrays().stream().mapToLong(array -> array.bytes().length).sum();
    return arrayBytes * Byte.SIZE
        + matrices().stream().mapToLong(QuantizedMatrix::storedBits).sum();
  }
}
