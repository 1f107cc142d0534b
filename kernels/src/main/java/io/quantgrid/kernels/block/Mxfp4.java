package io.quantgrid.kernels.block;

/**
 * 32 values of 4 bits under one power of two (OCP MX v1.0, section 5.2). compressed-tensors rounds
 * the largest magnitude first: {@code mxfp4/e8m0-round}.
 *
 * <pre>
 * byte   0         1           2                 16
 *        [scale]   [v1 |v0 ]   [v3 |v2 ]   ...   [v31|v30]        17 bytes, 4.25 bits a value
 *
 * scale  e8m0      2^(byte - 127)
 * v      e2m1      [s][e e][m]   0 0.5 1 1.5 2 3 4 6, and negative
 * value  v * scale
 * </pre>
 */
public final class Mxfp4 implements BlockFormat {
  @Override
  public String name() {
    return "mxfp4";
  }

  @Override
  public String words() {
    return "fp4_e2m1/group32/e8m0";
  }

  @Override
  public int values() {
    return 32;
  }

  @Override
  public int bits() {
    return 8 + 32 * 4;
  }

  @Override
  public String source() {
    return "OCP Microscaling Formats (MX) v1.0";
  }
}
