package io.quantgrid.kernels.scheme;

/**
 * Codes of a few bits one after the other, across bytes, from the lowest bit up: nothing is wasted
 * but the end of a row's last byte. Every row starts a byte.
 *
 * <pre>
 *  bit      7  6  5  4  3  2  1  0
 *
 *  fp6     [c1 1..0][ c0  5 .. 0  ]      4 codes of 6 bits in 3 bytes
 *          [c2 3 .. 0 ][c1 5 .. 2 ]
 *          [ c3  5 .. 0   ][c2 5..4]
 *
 *  int3    [c2 1..0][ c1  ][ c0   ]      8 codes of 3 bits in 3 bytes
 *          [5][ c4  ][ c3 ][c2 2]        (5: bit 0 of c5)
 *          [ c7   ][ c6   ][c5 2..1]
 *
 *  int5    [c1 2..0  ][ c0 4 .. 0 ]      8 codes of 5 bits in 5 bytes
 *          [3][c2 4 .. 0  ][c1 4..3]     (3: bit 0 of c3)
 *          [c4 3 .. 0 ][c3 4 .. 1 ]
 *          [c6 1..0][c5 4..0   ][4]      (4: bit 4 of c4)
 *          [ c7 4 .. 0  ][c6 4 .. 2]
 * </pre>
 *
 * Raw codes are stored as they are, signed ones as {@code code + 2^(bits-1)}.
 */
public final class BitStream extends RowLayout implements ByteLayout {
  private final int bits;
  private final int offset;

  private BitStream(int bits, int offset) {
    if (bits < 1 || bits > Byte.SIZE) {
      throw new IllegalArgumentException("Cannot pack " + bits + " bits (expected 1 to 8)");
    }
    this.bits = bits;
    this.offset = offset;
  }

  /** Of unsigned codes: floating types. */
  public static BitStream raw(int bits) {
    return new BitStream(bits, 0);
  }

  /** Of signed codes: integers. */
  public static BitStream signed(int bits) {
    return new BitStream(bits, 1 << bits >> 1);
  }

  @Override
  int rowBytes(int columns) {
    return Math.toIntExact(((long) columns * bits + Byte.SIZE - 1) / Byte.SIZE);
  }

  @Override
  void packRow(byte[] codes, int from, int to, byte[] packed, int at) {
    int mask = (1 << bits) - 1;
    int waiting = 0; // bits not yet stored, the first lowest
    int count = 0;
    int byteAt = at;
    for (int i = from; i < to; i++) {
      waiting |= ((codes[i] + offset) & mask) << count;
      count += bits;
      for (; count >= Byte.SIZE; count -= Byte.SIZE) {
        packed[byteAt++] = (byte) waiting;
        waiting >>>= Byte.SIZE;
      }
    }
    if (count > 0) {
      packed[byteAt] = (byte) waiting;
    }
  }

  @Override
  void unpackRow(byte[] packed, int at, byte[] codes, int from, int to) {
    int mask = (1 << bits) - 1;
    int waiting = 0;
    int count = 0;
    int byteAt = at;
    for (int i = from; i < to; i++) {
      if (count < bits) {
        waiting |= (packed[byteAt++] & 0xFF) << count;
        count += Byte.SIZE;
      }
      codes[i] = (byte) ((waiting & mask) - offset);
      waiting >>>= bits;
      count -= bits;
    }
  }
}
