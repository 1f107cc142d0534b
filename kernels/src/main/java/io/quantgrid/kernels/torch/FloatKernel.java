package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.FloatType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Small floats. Their nearest values by adding a number that makes the float32 adder round where
 * the type does: with P the power of two at or below |x|, not below the smallest normal, and m bits
 * of mantissa, steps are {@code P * 2^-m}, the spacing of float32 numbers at {@code S = 1.5 * P *
 * 2^(23 - m)}, so that the value is {@code (x + S) - S}.
 */
final class FloatKernel implements Kernel {
  private static final Scalar EXPONENT = new Scalar(0x7F80_0000);
  private static final int MANTISSA_BITS = 23; // of a float32

  private final ScalarOptional smallestNormal;
  private final Scalar shift;
  private final CodeLoop loop;

  FloatKernel(FloatType type) {
    this.smallestNormal = new ScalarOptional(new Scalar((128 - type.bias()) << MANTISSA_BITS));
    this.shift = new Scalar(1.5 * (1 << (MANTISSA_BITS - type.mantissaBits())));
    this.loop = new FloatLoop(type);
  }

  @Override
  public void nearest(Block block) {
    torch.bitwise_and_out(block.tBits(), block.yBits(), EXPONENT);
    block.tBits().clamp_(smallestNormal, Numbers.NO_LIMIT);
    block.t().mul_(shift);
    block.y().add_(block.t());
    block.y().sub_(block.t());
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    loop.encode(x, block, out);
  }
}
