package io.quantgrid.kernels.form;

import java.util.List;
import java.util.SortedMap;

/**
 * A weight {@code [rows, columns]} in few bits. A new form is one file with its arrays drawn, a
 * {@code read} that makes it from them, and a line in {@link Forms}.
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

  /** What reading it back takes beside arrays and shape, by name. */
  SortedMap<String, String> parameters();

  /** Forms of the same shape that it is made of. */
  default List<WeightForm> parts() {
    return List.of();
  }

  /** All that {@link Forms#read} has to know beside arrays and shape. */
  default Description description() {
    return new Description(
        name(), parameters(), parts().stream().map(WeightForm::description).toList());
  }

  /** Bits of all arrays. */
  default long storedBits() {
    return arrays().stream().mapToLong(array -> array.bytes().length).sum() * Byte.SIZE;
  }
}
