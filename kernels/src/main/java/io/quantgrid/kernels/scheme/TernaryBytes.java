package io.quantgrid.kernels.scheme;

/**
 * Five codes of -1, 0 or 1 in a byte, as digits of base 3: 1.6 bits each. Every row starts a byte.
 *
 * <pre>
 *  byte = (c0+1) + 3 (c1+1) + 9 (c2+1) + 27 (c3+1) + 81 (c4+1)      0 to 242
 *
 *  codes past the end of a row count as digits 0
 * </pre>
 */
public final class TernaryBytes extends RowLayout implements ByteLayout {
  private static final int PER_BYTE = 5;
  private static final int BASE = 3;

  @Override
  int rowBytes(int columns) {
    return (int) ((columns + PER_BYTE - 1L) / PER_BYTE);
  }

  @Override
  void packRow(byte[] codes, int from, int to, byte[] packed, int at) {
    int byteAt = at;
    for (int start = from; start < to; start += PER_BYTE) {
      int digits = 0;
      for (int i = Math.min(start + PER_BYTE, to) - 1; i >= start; i--) {
        digits = digits * BASE + codes[i] + 1;
      }
      packed[byteAt++] = (byte) digits;
    }
  }

  @Override
  void unpackRow(byte[] packed, int at, byte[] codes, int from, int to) {
    int byteAt = at;
    for (int start = from; start < to; start += PER_BYTE) {
      int digits = packed[byteAt++] & 0xFF;
      for (int i = start; i < Math.min(start + PER_BYTE, to); i++) {
        codes[i] = (byte) (digits % BASE - 1);
        digits /= BASE;
      }
    }
  }
}
