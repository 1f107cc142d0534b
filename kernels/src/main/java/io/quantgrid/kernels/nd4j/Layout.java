package io.quantgrid.kernels.nd4j;

import java.util.Arrays;

/**
 * Where the entries of a tensor lie in its memory: entry {@code i, j, ...} at {@code offset + i *
 * strides[0] + j * strides[1] + ...}, counted in entries.
 */
record Layout(long offset, long[] shape, long[] strides) {

  /** Row-major from the start of the memory. */
  static Layout dense(long... shape) {
    return new Layout(0, shape, rowMajor(shape));
  }

  private static long[] rowMajor(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= shape[d];
    }
    return strides;
  }

  int rank() {
    return shape.length;
  }

  /** Entries. */
  long count() {
    long n = 1;
    for (long extent : shape) {
      n *= extent;
    }
    return n;
  }

  /** Extent of the last dimension; 1 for a scalar. */
  int width() {
    return shape.length == 0 ? 1 : Math.toIntExact(shape[shape.length - 1]);
  }

  /** Step from one entry of a row to the next. */
  long step() {
    return shape.length == 0 ? 1 : strides[shape.length - 1];
  }

  /** Rows: entries of all dimensions but the last. */
  long rows() {
    long n = 1;
    for (int d = 0; d < shape.length - 1; d++) {
      n *= shape[d];
    }
    return n;
  }

  /** Where a row starts, rows being counted in row-major order. */
  long row(long index) {
    long at = offset;
    long rest = index;
    for (int d = shape.length - 2; d >= 0; d--) {
      at += rest % shape[d] * strides[d];
      rest /= shape[d];
    }
    return at;
  }

  /** Whether entries follow one another in row-major order without gaps. */
  boolean isDense() {
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && strides[d] != step) {
        return false;
      }
      step *= shape[d];
    }
    return true;
  }

  /** The same entries under another shape; this layout is dense. */
  Layout reshape(long... wanted) {
    return new Layout(offset, wanted, rowMajor(wanted));
  }

  Layout transpose(int a, int b) {
    return new Layout(offset, exchanged(shape, a, b), exchanged(strides, a, b));
  }

  private static long[] exchanged(long[] values, int a, int b) {
    long[] result = values.clone();
    result[a] = values[b];
    result[b] = values[a];
    return result;
  }

  /** A part of one dimension. */
  Layout narrow(int dimension, long start, long length) {
    long[] narrowed = shape.clone();
    narrowed[dimension] = length;
    return new Layout(offset + start * strides[dimension], narrowed, strides);
  }

  /** One entry of the first dimension, which is removed. */
  Layout at(long index) {
    return new Layout(
        offset + index * strides[0],
        Arrays.copyOfRange(shape, 1, shape.length),
        Arrays.copyOfRange(strides, 1, strides.length));
  }

  /** One dimension in two: {@code outer} blocks of {@code shape[dimension] / outer} entries. */
  Layout split(int dimension, long outer) {
    long inner = shape[dimension] / Math.max(1, outer);
    Layout wider = insert(dimension, outer, inner * strides[dimension]);
    wider.shape[dimension + 1] = inner;
    return wider;
  }

  /** A new dimension before {@code dimension}; a stride of zero repeats. */
  Layout insert(int dimension, long extent, long stride) {
    return new Layout(
        offset, inserted(shape, dimension, extent), inserted(strides, dimension, stride));
  }

  private static long[] inserted(long[] values, int at, long value) {
    long[] result = new long[values.length + 1];
    System.arraycopy(values, 0, result, 0, at);
    result[at] = value;
    System.arraycopy(values, at, result, at + 1, values.length - at);
    return result;
  }

  /**
   * A layout in which dimensions of extent 1 repeat and new ones come first; -1 keeps an extent.
   *
   * @throws IllegalArgumentException when the shape does not fit
   */
  Layout expand(long... wanted) {
    int added = wanted.length - shape.length;
    long[] result = wanted.clone();
    long[] steps = new long[wanted.length];
    for (int d = wanted.length - 1; d >= 0; d--) {
      long extent = d < added ? 1 : shape[d - added];
      if (wanted[d] == -1 && d >= added) {
        result[d] = extent;
      }
      if (added < 0 || result[d] < 0 || (extent != 1 && extent != result[d])) {
        throw new IllegalArgumentException(
            "Cannot expand "
                + Arrays.toString(shape)
                + " to "
                + Arrays.toString(wanted)
                + " (expected equal extents, or 1 to repeat)");
      }
      steps[d] = extent == result[d] && d >= added ? strides[d - added] : 0;
    }
    if (added < 0) {
      throw new IllegalArgumentException(
          "Cannot expand " + Arrays.toString(shape) + " to " + Arrays.toString(wanted));
    }
    return new Layout(offset, result, steps);
  }
}
