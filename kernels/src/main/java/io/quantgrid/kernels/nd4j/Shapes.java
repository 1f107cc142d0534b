package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.Extents;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;

/** Shapes that callers ask for. */
final class Shapes {
  private Shapes() {}

  /** The shape to give {@code count} entries; -1 stands for what is left. */
  static long[] reshaped(Tensor x, long count, long... wanted) {
    long[] shape = wanted.clone();
    long known = 1;
    int open = -1;
    for (int d = 0; d < shape.length; d++) {
      if (shape[d] == -1 && open < 0) {
        open = d;
      } else {
        known *= shape[d];
      }
    }
    if (open >= 0 && known > 0) {
      shape[open] = count / known;
    }
    if (Arrays.stream(shape).anyMatch(extent -> extent < 0) || Extents.count(shape) != count) {
      throw new IllegalArgumentException(
          "Cannot reshape to " + Arrays.toString(wanted) + " " + x + " (expected as many entries)");
    }
    return shape;
  }
}
