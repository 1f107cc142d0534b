package io.quantgrid.kernels.block;

/**
 * 32 integers of 8 bits that count in 64ths under one power of two (OCP MX v1.0, section 5.2).
 *
 * <pre>
 * byte   0         1      2            32
 *        [scale]   [v0]   [v1]   ...   [v31]                      33 bytes, 8.25 bits a value
 *
 * scale  e8m0      2^(byte - 127)
 * v      int8      two's complement, / 64: -2 to 1.984375
 * value  v / 64 * scale
 * </pre>
 */
public final class MxInt8Block implements BlockFormat {
  @Override
  public String name() {
    return "mxint8";
  }

  @Override
  public String words() {
    return "mxint8/group32/e8m0";
  }

  @Override
  public int values() {
    return 32;
  }

  @Override
  public int bits() {
    return 8 + 32 * 8;
  }

  @Override
  public String source() {
    return "OCP Microscaling Formats (MX) v1.0";
  }
}
