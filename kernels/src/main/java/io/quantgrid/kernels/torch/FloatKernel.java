package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.FloatType;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Small floats without infinities and NaNs, by adding a number that makes the float32 adder round
 * where the type does. With P the power of two at or below |x|, not below the smallest normal, and
 * m bits of mantissa, steps are {@code P * 2^-m}, the spacing of float32 numbers at {@code S = P *
 * 2^(23 - m)}:
 *
 * <pre>
 *  value   (x + 1.5 S) - 1.5 S                  1.5: also for negative x
 *
 *  code    bits of |x| + S:   [exponent of S][  0 ... 0  n ]     n = |x| in steps, 2^m to 2^(m+1)
 *          as an integer      n + (exponent of S << m) + constant
 * </pre>
 *
 * The constant is put into the low bits of S beforehand; it is even, so halves still go to even.
 */
class FloatKernel implements Kernel {
  private static final Scalar EXPONENT = new Scalar(0x7F80_0000);
  private static final int MANTISSA_BITS = 23; // of a float32
  private static final int BYTE = 0xFF;
  private static final DoubleOptional ZERO = new DoubleOptional(0.0);
  private static final DoubleOptional LARGEST = new DoubleOptional(Float.MAX_VALUE);
  private static final DoubleOptional SMALLEST = new DoubleOptional(-Float.MAX_VALUE);

  private final ScalarOptional smallestNormal;
  private final Scalar shift;
  private final Tensor stepsOf;
  private final Tensor toExponent;
  private final Scalar sign;
  private final ScalarOptional largest;

  FloatKernel(FloatType type) {
    int m = type.mantissaBits();
    int lowestField = 128 - type.bias();
    this.smallestNormal = new ScalarOptional(new Scalar(lowestField << MANTISSA_BITS));
    this.shift = new Scalar(1.5 * (1 << (MANTISSA_BITS - m)));
    int constant = -((MANTISSA_BITS - m + lowestField) << m) & BYTE;
    this.stepsOf = Constants.ofInt(((MANTISSA_BITS - m) << MANTISSA_BITS) + constant);
    this.toExponent = Constants.ofInt(MANTISSA_BITS - m);
    this.sign = new Scalar(-(1 << (type.bits() - 1)));
    this.largest = new ScalarOptional(new Scalar(type.largest()));
  }

  @Override
  public final void nearest(Block block) {
    powers(block);
    block.t().mul_(shift);
    block.y().add_(block.t());
    block.y().sub_(block.t());
  }

  /** P into {@code block.t}. */
  private void powers(Block block) {
    torch.bitwise_and_out(block.tBits(), block.yBits(), EXPONENT);
    block.tBits().clamp_(smallestNormal, Numbers.NO_LIMIT);
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    Tensor signs = x.view(ScalarType.Int); // of x itself, where it is not block.y
    try {
      torch.bitwise_right_shift_out(block.signs(), signs, Constants.ofInt(31));
    } finally {
      signs.deallocate();
    }
    torch.abs_out(block.y(), x);
    block.y().nan_to_num_(ZERO, LARGEST, SMALLEST);
    block.y().clamp_(Numbers.NO_LIMIT, largest);
    powers(block);
    block.tBits().add_(stepsOf);
    block.y().add_(block.t());
    torch.bitwise_right_shift_out(block.tBits(), block.yBits(), toExponent);
    block.tBits().add_(block.yBits());
    block.tBits().add_(block.signs(), sign); // -1 for negative x
    out.copy_(block.tBits());
  }
}
