package io.quantgrid.kernels.block;

/**
 * 64 indexes of 4 bits into the FP4 table of bitsandbytes, times the largest magnitude
 * (bitsandbytes 0.50 without double quantization).
 *
 * <pre>
 * byte    0 .. 3            4           5                 35
 *         [absmax float32]  [v0 |v1 ]   [v2 |v3 ]   ...   [v62|v63]   36 bytes, 4.5 bits a value
 *
 * v       [s][index of 0 .0052 .667 1 .333 .5 .167 .25], the first of a pair in the HIGH nibble
 * value   table[v] * absmax
 * </pre>
 */
public final class Fp4BnbBlock implements BlockFormat {
  @Override
  public String name() {
    return "fp4_bnb";
  }

  @Override
  public String words() {
    return "fp4_bnb/group64/scale-float32";
  }

  @Override
  public int values() {
    return 64;
  }

  @Override
  public int bits() {
    return 32 + 64 * 4;
  }

  @Override
  public String source() {
    return "bitsandbytes 0.50";
  }
}
