package io.quantgrid.kernels.block;

/**
 * 16 values of 4 bits under a scale of 8 bits under one float32 of the tensor: NVIDIA's FP4 as
 * compressed-tensors 0.16 stores it.
 *
 * <pre>
 * byte    0         1           2                8
 *         [scale]   [v1 |v0 ]   [v3 |v2 ]  ...   [v15|v14]         9 bytes, 4.5 bits a value
 * tensor  [  G, float32  ]                                         4 bytes for all blocks
 *
 * scale   e4m3      [s][e e e e][m m m]
 * v       e2m1      [s][e e][m]   0 0.5 1 1.5 2 3 4 6, and negative
 * value   v * (scale / G)
 * </pre>
 */
public final class Nvfp4 implements BlockFormat {
  @Override
  public String name() {
    return "nvfp4";
  }

  @Override
  public String words() {
    return "fp4_e2m1/group16/scale-fp8_e4m3";
  }

  @Override
  public int values() {
    return 16;
  }

  @Override
  public int bits() {
    return 8 + 16 * 4;
  }

  @Override
  public int bitsPerTensor() {
    return 32;
  }

  @Override
  public String source() {
    return "compressed-tensors 0.16, NVFP4";
  }
}
