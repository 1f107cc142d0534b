package io.quantgrid.kernels.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Checks of shapes and of what is to fill them, for engines: shapes come from files. */
public final class Extents {
  /** Virtual machines refuse arrays a few entries shorter than the largest int. */
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private Extents() {}

  /**
   * Entries of a shape.
   *
   * @throws IllegalArgumentException when an extent is negative or the entries are 2^63 or more
   */
  public static long count(long... shape) {
    long n = 1;
    for (long extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "Cannot make a tensor of shape "
                + Arrays.toString(shape)
                + " (expected no negative extent)");
      }
      n = extent == 0 ? 0 : n;
    }
    try {
      for (long extent : shape) {
        n = Math.multiplyExact(n, extent);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "Cannot make a tensor of shape " + Arrays.toString(shape) + " (expected under 2^63)", e);
    }
    return n;
  }

  /** Refuses values that do not fill the shape. */
  public static void requireCount(long values, long... shape) {
    if (values != count(shape)) {
      throw new IllegalArgumentException(
          "Cannot make a tensor of shape "
              + Arrays.toString(shape)
              + " from "
              + values
              + " values (expected "
              + count(shape)
              + ")");
    }
  }

  /** Bytes of the buffers; refuses those that do not fill the shape. */
  public static long requireBytes(DType dtype, List<ByteBuffer> buffers, long... shape) {
    long bytes = 0;
    for (ByteBuffer buffer : buffers) {
      bytes += buffer.remaining();
    }
    long expected = Math.multiplyExact(count(shape), (long) dtype.bytes());
    if (bytes != expected) {
      throw new IllegalArgumentException(
          "Cannot read "
              + dtype
              + Arrays.toString(shape)
              + " from "
              + bytes
              + " bytes (expected "
              + expected
              + ")");
    }
    return bytes;
  }

  /** As the length of a Java array; refuses what is too long for one. */
  public static int arrayLength(long n) {
    if (n > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "Cannot read "
              + n
              + " entries into one Java array (expected at most "
              + LARGEST_ARRAY
              + ")");
    }
    return (int) n;
  }
}
