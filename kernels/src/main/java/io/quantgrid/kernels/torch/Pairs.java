package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tables that give two entries for two bytes. The first byte is the low one of the index, the first
 * entry the low half of what is found there, as they lie in memory.
 */
final class Pairs {
  private static final int BYTES = 1 << Byte.SIZE;

  private Pairs() {}

  /** Float64 {@code [256 * n]} from n entries: the bits of two float32 in one. */
  static Tensor ofFloats(float[] table) {
    float[] pairs = new float[2 * BYTES * table.length];
    for (int second = 0; second < table.length; second++) {
      for (int first = 0; first < BYTES; first++) {
        int at = 2 * (second * BYTES + first);
        pairs[at] = table[first % table.length];
        pairs[at + 1] = table[second];
      }
    }
    Tensor floats = Transfer.floats(pairs, pairs.length);
    try {
      return floats.view(ScalarType.Double);
    } finally {
      floats.deallocate();
    }
  }

  /** Int16 {@code [256 * n]} from n entries: two bytes in one. */
  static Tensor ofBytes(byte[] table) {
    ByteBuffer pairs = ByteBuffer.allocate(2 * BYTES * table.length).order(ByteOrder.LITTLE_ENDIAN);
    for (byte second : table) {
      for (int first = 0; first < BYTES; first++) {
        pairs.put(table[first % table.length]).put(second);
      }
    }
    Tensor bytes = Transfer.raw(DType.INT8, List.of(pairs.flip()), pairs.limit());
    try {
      return bytes.view(ScalarType.Short);
    } finally {
      bytes.deallocate();
    }
  }
}
