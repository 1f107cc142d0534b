package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Fp8E4m3;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The floats of 8 bits that libtorch has itself: its conversion, saturating. */
final class ByteFloatKernel extends FloatKernel {
  private final ScalarType type;
  private final ScalarOptional lowest;
  private final ScalarOptional highest;

  ByteFloatKernel(FloatType element) {
    super(element);
    this.type = element == Fp8E4m3.TYPE ? ScalarType.Float8_e4m3fn : ScalarType.Float8_e5m2;
    this.lowest = Numbers.limit(element.smallest());
    this.highest = Numbers.limit(element.largest());
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    torch.clamp_out(block.y(), x, lowest, highest);
    Tensor floats = out.view(type);
    try {
      floats.copy_(block.y());
    } finally {
      floats.deallocate();
    }
  }
}
