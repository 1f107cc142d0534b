package io.quantgrid.kernels.block;

/**
 * Tiles of 128 x 128 values of 8 bits under one scale of the checkpoint's type (drawn: bfloat16);
 * tiles at the edges are smaller (arXiv 2412.19437, FP8_BLOCK of compressed-tensors).
 *
 * <pre>
 *          column 0     1           127
 * row   0  [v]   [v]   ...   [v]         scale   [ bfloat16 ]
 *       1  [v]   [v]   ...   [v]
 *     ...                                16386 bytes, 8.001 bits a value
 *     127  [v]   [v]   ...   [v]
 *
 * v      e4m3      [s][e e e e][m m m]
 * value  v * scale
 * </pre>
 */
public final class Fp8Block128 implements BlockFormat {
  @Override
  public String name() {
    return "fp8_block128";
  }

  @Override
  public String words() {
    return "fp8_e4m3/block128x128";
  }

  @Override
  public int values() {
    return 128 * 128;
  }

  @Override
  public int bits() {
    return 16 + 128 * 128 * 8;
  }

  @Override
  public String source() {
    return "arXiv 2412.19437 (DeepSeek-V3); compressed-tensors 0.16, FP8_BLOCK";
  }
}
