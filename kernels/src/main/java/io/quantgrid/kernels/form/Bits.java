package io.quantgrid.kernels.form;

import io.quantgrid.kernels.tensor.DType;
import java.util.BitSet;
import java.util.List;

/**
 * Numbers of few bits one after the other, from the lowest bit of the first byte up; what the last
 * byte lacks is zero.
 */
final class Bits {
  /** More would not fit beside a byte's rest in an int. */
  static final int MOST = 24;

  private Bits() {}

  /** Bits that tell {@code count} things apart, at least 1. */
  static int width(int count) {
    return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
  }

  static byte[] pack(int[] values, int bits) {
    byte[] out = new byte[Math.toIntExact(((long) values.length * bits + 7) / Byte.SIZE)];
    int waiting = 0;
    int count = 0;
    int at = 0;
    for (int value : values) {
      waiting |= value << count;
      for (count += bits; count >= Byte.SIZE; count -= Byte.SIZE) {
        out[at++] = (byte) waiting;
        waiting >>>= Byte.SIZE;
      }
    }
    if (count > 0) {
      out[at] = (byte) waiting;
    }
    return out;
  }

  static int[] unpack(byte[] packed, int count, int bits) {
    if (packed.length != ((long) count * bits + 7) / Byte.SIZE) {
      throw new IllegalArgumentException(
          "Cannot read "
              + count
              + " numbers of "
              + bits
              + " bits from "
              + packed.length
              + " bytes (expected "
              + ((long) count * bits + 7) / Byte.SIZE
              + ")");
    }
    int[] out = new int[count];
    int waiting = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < count; i++) {
      for (; held < bits; held += Byte.SIZE) {
        waiting |= (packed[at++] & 0xFF) << held;
      }
      out[i] = waiting & ((1 << bits) - 1);
      waiting >>>= bits;
      held -= bits;
    }
    return out;
  }

  static StoredArray array(String name, int[] values, int bits) {
    byte[] packed = pack(values, bits);
    return new StoredArray(name, DType.UINT8, new long[] {packed.length}, packed);
  }

  /** The first {@code count} bits of a set. */
  static StoredArray array(String name, BitSet set, int count) {
    byte[] bytes = new byte[Math.toIntExact((count + 7L) / Byte.SIZE)];
    byte[] used = set.toByteArray();
    System.arraycopy(used, 0, bytes, 0, used.length);
    return new StoredArray(name, DType.UINT8, new long[] {bytes.length}, bytes);
  }

  /** The set of {@code count} bits that is stored under that name. */
  static BitSet set(List<StoredArray> arrays, String name, String form, int count) {
    long bytes = (count + 7L) / Byte.SIZE;
    return BitSet.valueOf(StoredNumbers.named(arrays, name, form, DType.UINT8, bytes).bytes());
  }
}
