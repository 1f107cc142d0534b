package io.quantgrid.core.checkpoint;

import java.util.Arrays;

/** Sizes of shapes that may be hostile: every product is checked. */
final class Shapes {
  private Shapes() {}

  /**
   * Product of the extents.
   *
   * @throws ArithmeticException if an extent is negative or the product exceeds 2^63 - 1
   */
  static long elements(long[] shape) {
    boolean empty = false;
    long product = 1;
    for (long extent : shape) {
      if (extent < 0) {
        throw new ArithmeticException("negative extent " + extent);
      }
      empty |= extent == 0;
      product = extent == 0 ? product : Math.multiplyExact(product, extent);
    }
    return empty ? 0 : product;
  }

  /**
   * Bytes of that many elements of {@code bits} bits.
   *
   * @throws ArithmeticException as {@link #elements}, or if the bits do not fill whole bytes
   */
  static long bytes(long[] shape, int bits) {
    long total = Math.multiplyExact(elements(shape), bits);
    if (total % 8 != 0) {
      throw new ArithmeticException(total + " bits are no whole bytes");
    }
    return total / 8;
  }

  static String text(long[] shape) {
    return Arrays.toString(shape);
  }
}
