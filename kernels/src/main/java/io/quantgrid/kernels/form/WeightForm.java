package io.quantgrid.kernels.form;

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

  /** Bits of all arrays. */
  default long storedBits() {
    return arrays().stream().mapToLong(array -> (long) array.bytes().length * Byte.SIZE).sum();
  }
}
