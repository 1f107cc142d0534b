package io.quantgrid.kernels.block;

import java.util.List;

/**
 * 32 values of 8 bits with 4 of exponent under one power of two (OCP MX v1.0, section 5.2).
 *
 * <pre>
 * byte   0         1      2            32
 *        [scale]   [v0]   [v1]   ...   [v31]                      33 bytes, 8.25 bits a value
 *
 * scale  e8m0      2^(byte - 127)
 * v      e4m3      [s][e e e e][m m m]   0 to 448 in steps of 2^-9 at the smallest
 * value  v * scale
 * </pre>
 */
public final class Mxfp8E4m3 implements BlockFormat {
  @Override
  public String name() {
    return "mxfp8_e4m3";
  }

  @Override
  public List<String> aliases() {
    return List.of("mxfp8");
  }

  @Override
  public String words() {
    return "fp8_e4m3/group32/e8m0";
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
