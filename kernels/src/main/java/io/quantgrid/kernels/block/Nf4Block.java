package io.quantgrid.kernels.block;

/**
 * 64 indexes of 4 bits into the quantiles of a normal distribution, times the largest magnitude
 * (arXiv 2305.14314, bitsandbytes 0.50 without double quantization).
 *
 * <pre>
 * byte    0 .. 3            4           5                 35
 *         [absmax float32]  [v0 |v1 ]   [v2 |v3 ]   ...   [v62|v63]   36 bytes, 4.5 bits a value
 *
 * v       index into 16 values from -1 to 1, the first of a pair in the HIGH nibble
 * value   table[v] * absmax
 * </pre>
 */
public final class Nf4Block implements BlockFormat {
  @Override
  public String name() {
    return "nf4";
  }

  @Override
  public String words() {
    return "nf4/group64/scale-float32";
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
    return "arXiv 2305.14314 (QLoRA); bitsandbytes 0.50";
  }
}
