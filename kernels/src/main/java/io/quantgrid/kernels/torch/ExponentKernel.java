package io.quantgrid.kernels.torch;

import org.bytedeco.pytorch.Tensor;

/** E8m0, a type of scales: has codes, but no values are rounded to it. */
final class ExponentKernel implements Kernel {
  private final CodeLoop loop = new ExponentLoop();

  @Override
  public void nearest(Block block) {
    throw new IllegalArgumentException(
        "Cannot quantize to e8m0 (expected a type with negative values)");
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    loop.encode(x, block, out);
  }
}
