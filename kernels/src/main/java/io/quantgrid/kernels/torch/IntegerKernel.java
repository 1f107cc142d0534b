package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.IntegerType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Integers, and those that count in steps: clamp, round half to even, narrow. */
final class IntegerKernel implements Kernel {
  private final boolean whole;
  private final Scalar step;
  private final Scalar perUnit;
  private final ScalarOptional lowest;
  private final ScalarOptional highest;

  IntegerKernel(IntegerType type) {
    this.whole = type.step() == 1;
    this.step = new Scalar(type.step());
    this.perUnit = new Scalar(1 / type.step());
    this.lowest = new ScalarOptional(new Scalar(type.smallest() / type.step()));
    this.highest = new ScalarOptional(new Scalar(type.largest() / type.step()));
  }

  @Override
  public void nearest(Block block) {
    if (whole) {
      block.y().round_();
    } else {
      block.y().mul_(perUnit);
      block.y().round_();
      block.y().mul_(step);
    }
  }

  /** Narrowing takes NaN to the lowest int32, whose low byte is 0, or (on ARM) to 0. */
  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    Tensor steps = x;
    if (!whole) {
      torch.mul_out(block.y(), x, Constants.of(1 / step.toFloat()));
      steps = block.y();
    }
    torch.clamp_out(block.y(), steps, lowest, highest);
    block.y().round_();
    out.copy_(block.y());
  }
}
