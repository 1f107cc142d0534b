package io.quantgrid.kernels.scheme;

/**
 * Two codes of 4 bits in a byte, the first in the low half: {@code fp4_e2m1} in the MXFP4 and NVFP4
 * checkpoints of compressed-tensors 0.16. Every row starts a byte.
 *
 * <pre>
 *  bit      7 6 5 4   3 2 1 0
 *  byte k  [ c2k+1  |   c2k  ]      of an odd row's last byte the high half is zero
 * </pre>
 */
public final class LowNibbles extends RowLayout implements ByteLayout {
  static final int BITS = 4;
  private static final int MASK = 0xF;

  @Override
  int rowBytes(int columns) {
    return columns / 2 + columns % 2;
  }

  @Override
  void packRow(byte[] codes, int from, int to, byte[] packed, int at) {
    int byteAt = at;
    for (int i = from; i < to; i += 2) {
      int second = i + 1 < to ? codes[i + 1] & MASK : 0;
      packed[byteAt++] = (byte) ((second << BITS) | (codes[i] & MASK));
    }
  }

  @Override
  void unpackRow(byte[] packed, int at, byte[] codes, int from, int to) {
    for (int i = from; i < to; i++) {
      int pair = packed[at + (i - from) / 2] & 0xFF;
      codes[i] = (byte) ((pair >>> ((i - from) % 2 * BITS)) & MASK);
    }
  }
}
