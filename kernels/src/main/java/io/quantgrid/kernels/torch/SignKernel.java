package io.quantgrid.kernels.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Binary: -1 below zero, 1 elsewhere. */
final class SignKernel implements Kernel {
  private static final Scalar MINUS_TWO = new Scalar(-2f);
  private static final Scalar ZERO = new Scalar(0f);

  @Override
  public void nearest(Block block) {
    sign(block.y(), block.t());
    torch.add_out(block.y(), block.t(), block.y(), ZERO); // 0 * NaN is NaN
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    sign(x, block.t());
    out.copy_(block.t());
  }

  private static void sign(Tensor x, Tensor out) {
    torch.lt_out(out, x, Constants.of(0)); // 1 or 0, in float32
    torch.add_out(out, Constants.of(1), out, MINUS_TWO);
  }
}
