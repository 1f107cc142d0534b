package io.quantgrid.kernels.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** E8m0: the exponent field of a float32, rounded by the bit below it. A type of scales. */
final class ExponentKernel implements Kernel {
  private static final ScalarOptional LARGEST = new ScalarOptional(new Scalar(0x1p127f));
  private static final int HALF = 1 << 22;
  private static final Scalar ONE = new Scalar(1);

  @Override
  public void nearest(Block block) {
    throw new IllegalArgumentException(
        "Cannot quantize to e8m0 (expected a type with negative values)");
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    torch.clamp_out(block.y(), x, Numbers.NO_LIMIT, LARGEST);
    torch.add_out(block.tBits(), block.yBits(), Constants.ofInt(HALF));
    torch.bitwise_right_shift_out(block.tBits(), block.tBits(), Constants.ofInt(23));
    out.copy_(block.tBits());
    // 2^-127 itself, half of the smallest normal, does not go up.
    torch.eq_out(block.t(), block.y(), Constants.of(0x1p-127f));
    block.flags().copy_(block.t());
    out.sub_(block.flags(), ONE);
    // What is not above zero is not a number: 0 - 1 is 0xFF, 1 - 1 changes nothing.
    torch.gt_out(block.t(), block.y(), Constants.of(0));
    block.flags().copy_(block.t());
    block.flags().sub_(ONE);
    out.bitwise_or_(block.flags());
  }
}
