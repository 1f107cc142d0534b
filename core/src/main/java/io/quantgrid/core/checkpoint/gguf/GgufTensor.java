package io.quantgrid.core.checkpoint.gguf;

import io.quantgrid.kernels.ggml.GgmlType;
import java.util.Arrays;

/**
 * A tensor of the file.
 *
 * @param shape extents, outermost first: the reverse of the file's order
 * @param begin its first byte in the file
 * @param end the byte after its last
 */
record GgufTensor(String name, GgmlType type, long[] shape, long begin, long end) {
  /** Values of a row, the innermost extent; whole blocks. */
  long columns() {
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  /** Rows, over all outer extents. */
  long rows() {
    long rows = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      rows *= shape[i];
    }
    return rows;
  }

  long rowBytes() {
    return columns() / type.blockValues() * type.blockBytes();
  }

  /** A vector of single numbers as a matrix of one column. */
  GgufTensor column() {
    if (shape.length != 1 || type.blockValues() != 1) {
      throw new IllegalArgumentException(
          "Cannot reorder %s: %s %s (expected a vector of single numbers)"
              .formatted(name, type, Arrays.toString(shape)));
    }
    return new GgufTensor(name, type, new long[] {shape[0], 1}, begin, end);
  }
}
