package io.quantgrid.core.checkpoint;

import io.quantgrid.kernels.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One tensor as it lies in a file: row-major, little-endian.
 *
 * @param shape extents, outermost first; empty for a scalar
 * @param bytes read-only slices that follow one another, at most 2 GiB each; an element may begin
 *     in one slice and end in the next
 */
public record StoredTensor(String name, DType dtype, long[] shape, List<ByteBuffer> bytes) {
  public StoredTensor {
    bytes = List.copyOf(bytes);
    long held = 0;
    for (ByteBuffer slice : bytes) {
      held += slice.remaining();
    }
    long needed = Shapes.bytes(shape, 8 * dtype.bytes());
    if (held != needed) {
      throw new IllegalArgumentException(
          "Cannot hold tensor %s: %d bytes (expected %d for %s %s)"
              .formatted(name, held, needed, dtype, Shapes.text(shape)));
    }
  }

  /** A tensor over one array, for writing. */
  public static StoredTensor of(String name, DType dtype, byte[] bytes, long... shape) {
    return new StoredTensor(name, dtype, shape, List.of(ByteBuffer.wrap(bytes)));
  }

  /** Fresh views at position 0, so that readers on several threads do not disturb one another. */
  @Override
  public List<ByteBuffer> bytes() {
    return bytes.stream()
        .map(slice -> slice.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN))
        .toList();
  }

  /** Bytes of all slices. */
  public long size() {
    return Shapes.bytes(shape, 8 * dtype.bytes());
  }

  /** Product of the extents. */
  public long elements() {
    return Shapes.elements(shape);
  }
}
