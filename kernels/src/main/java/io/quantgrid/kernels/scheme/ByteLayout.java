package io.quantgrid.kernels.scheme;

/** How codes of fewer than 8 bits stand in bytes; each layout is drawn where it is written. */
public sealed interface ByteLayout
    permits LowNibbles, HighNibbles, BitStream, TernaryBytes, SignBytes {

  /** Bytes that a matrix of codes takes, padding included. */
  long bytes(int rows, int columns);

  /** Row-major codes {@code [rows, columns]}, one per byte, to their stored form. */
  byte[] pack(byte[] codes, int rows, int columns);

  /** The reverse of {@link #pack}. */
  byte[] unpack(byte[] packed, int rows, int columns);
}
