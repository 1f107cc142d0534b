package io.quantgrid.kernels.scheme;

/**
 * Two codes of 4 bits in a byte, the first in the high half, over the matrix as one row: {@code
 * nf4} and {@code fp4_bnb} as bitsandbytes 0.50.2 stores them.
 *
 * <pre>
 *  bit      7 6 5 4   3 2 1 0
 *  byte k  [  c2k   |  c2k+1 ]      of an odd matrix's last byte the low half is zero
 * </pre>
 */
public final class HighNibbles implements ByteLayout {
  static final int BITS = 4;
  private static final int MASK = 0xF;

  @Override
  public long bytes(int rows, int columns) {
    return ((long) rows * columns + 1) / 2;
  }

  @Override
  public byte[] pack(byte[] codes, int rows, int columns) {
    ByteLayouts.requireCount("pack", "codes", codes.length, (long) rows * columns);
    byte[] packed = new byte[Math.toIntExact(bytes(rows, columns))];
    for (int i = 0; i < codes.length; i++) {
      packed[i / 2] |= (byte) ((codes[i] & MASK) << shift(i));
    }
    return packed;
  }

  @Override
  public byte[] unpack(byte[] packed, int rows, int columns) {
    ByteLayouts.requireCount("unpack", "bytes", packed.length, bytes(rows, columns));
    byte[] codes = new byte[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) ((packed[i / 2] >>> shift(i)) & MASK);
    }
    return codes;
  }

  private static int shift(int i) {
    return (1 - i % 2) * BITS;
  }
}
