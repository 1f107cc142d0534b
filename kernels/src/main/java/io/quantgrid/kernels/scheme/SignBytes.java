package io.quantgrid.kernels.scheme;

/**
 * Eight codes of -1 or 1 in a byte, one bit each, set for 1. Every row starts a byte.
 *
 * <pre>
 *  bit      7   6   5   4   3   2   1   0
 *  byte k [c7 |c6 |c5 |c4 |c3 |c2 |c1 |c0 ]      codes 8k to 8k + 7; past the end of a row zero
 * </pre>
 */
public final class SignBytes extends RowLayout implements ByteLayout {
  @Override
  int rowBytes(int columns) {
    return (int) ((columns + Byte.SIZE - 1L) / Byte.SIZE);
  }

  @Override
  void packRow(byte[] codes, int from, int to, byte[] packed, int at) {
    for (int i = from; i < to; i++) {
      int bit = codes[i] > 0 ? 1 << ((i - from) % Byte.SIZE) : 0;
      packed[at + (i - from) / Byte.SIZE] |= (byte) bit;
    }
  }

  @Override
  void unpackRow(byte[] packed, int at, byte[] codes, int from, int to) {
    for (int i = from; i < to; i++) {
      int bit = (packed[at + (i - from) / Byte.SIZE] >>> ((i - from) % Byte.SIZE)) & 1;
      codes[i] = (byte) (2 * bit - 1);
    }
  }
}
