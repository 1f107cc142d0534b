package io.quantgrid.kernels.block;

/**
 * 32 values of 6 bits with 3 of exponent under one power of two (OCP MX v1.0, section 5.2).
 *
 * <pre>
 * byte   0         1 .. 24
 *        [scale]   [v0 .. v31, 6 bits each, from the lowest bit up]   25 bytes, 6.25 bits a value
 *
 * scale  e8m0      2^(byte - 127)
 * v      e3m2      [s][e e e][m m]   0 to 28 in steps of 0.0625 at the smallest
 * value  v * scale
 * </pre>
 */
public final class Mxfp6E3m2 implements BlockFormat {
  @Override
  public String name() {
    return "mxfp6_e3m2";
  }

  @Override
  public String words() {
    return "fp6_e3m2/group32/e8m0";
  }

  @Override
  public int values() {
    return 32;
  }

  @Override
  public int bits() {
    return 8 + 32 * 6;
  }

  @Override
  public String source() {
    return "OCP Microscaling Formats (MX) v1.0";
  }
}
