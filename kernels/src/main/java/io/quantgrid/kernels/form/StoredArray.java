package io.quantgrid.kernels.form;

import io.quantgrid.kernels.tensor.DType;

/**
 * An array as it lies in a file.
 *
 * @param name in its form: {@code codes}, {@code scales}, {@code left}
 * @param bytes little-endian, row-major
 */
public record StoredArray(String name, DType dtype, long[] shape, byte[] bytes) {
  public StoredArray {
    long elements = 1;
    for (long extent : shape) {
      elements *= extent;
    }
    if (elements * dtype.bytes() != bytes.length) {
      throw new IllegalArgumentException(
          "Cannot store "
              + name
              + ": "
              + bytes.length
              + " bytes (expected "
              + elements * dtype.bytes()
              + ")");
    }
  }

  /** The same under another name. */
  StoredArray named(String other) {
    return new StoredArray(other, dtype, shape, bytes);
  }
}
