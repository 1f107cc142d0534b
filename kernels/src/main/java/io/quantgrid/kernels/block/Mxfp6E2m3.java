package io.quantgrid.kernels.block;

import java.util.List;

/**
 * 32 values of 6 bits with 2 of exponent under one power of two (OCP MX v1.0, section 5.2): the
 * finer of the two kinds, the usual one for inference (arXiv 2310.10537).
 *
 * <pre>
 * byte   0         1 .. 24
 *        [scale]   [v0 .. v31, 6 bits each, from the lowest bit up]   25 bytes, 6.25 bits a value
 *
 * scale  e8m0      2^(byte - 127)
 * v      e2m3      [s][e e][m m m]   0 to 7.5 in steps of 0.125 at the smallest
 * value  v * scale
 * </pre>
 */
public final class Mxfp6E2m3 implements BlockFormat {
  @Override
  public String name() {
    return "mxfp6_e2m3";
  }

  @Override
  public List<String> aliases() {
    return List.of("mxfp6");
  }

  @Override
  public String words() {
    return "fp6_e2m3/group32/e8m0";
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
