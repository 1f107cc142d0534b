package io.quantgrid.kernels.scheme;

/** A layout in which every row of a matrix starts a byte; what its last byte lacks is zero. */
abstract class RowLayout {
  /** Bytes of a row of {@code columns} codes. */
  abstract int rowBytes(int columns);

  /** Stores codes {@code from} to {@code to} (exclusive) in {@code packed}, from {@code at} on. */
  abstract void packRow(byte[] codes, int from, int to, byte[] packed, int at);

  /** The reverse of {@link #packRow}. */
  abstract void unpackRow(byte[] packed, int at, byte[] codes, int from, int to);

  public final long bytes(int rows, int columns) {
    return (long) rows * rowBytes(columns);
  }

  public final byte[] pack(byte[] codes, int rows, int columns) {
    ByteLayouts.requireCount("pack", "codes", codes.length, (long) rows * columns);
    byte[] packed = new byte[Math.toIntExact(bytes(rows, columns))];
    int perRow = rowBytes(columns);
    for (int row = 0; row < rows; row++) {
      packRow(codes, row * columns, (row + 1) * columns, packed, row * perRow);
    }
    return packed;
  }

  public final byte[] unpack(byte[] packed, int rows, int columns) {
    ByteLayouts.requireCount("unpack", "bytes", packed.length, bytes(rows, columns));
    byte[] codes = new byte[Math.multiplyExact(rows, columns)];
    int perRow = rowBytes(columns);
    for (int row = 0; row < rows; row++) {
      unpackRow(packed, row * perRow, codes, row * columns, (row + 1) * columns);
    }
    return codes;
  }
}
