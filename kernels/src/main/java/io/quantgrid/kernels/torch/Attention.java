package io.quantgrid.kernels.torch;

import static io.quantgrid.kernels.torch.Numbers.NO_TENSOR;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Attention through libtorch's fused kernel. */
final class Attention {
  private Attention() {}

  static Tensor causal(Tensor q, Tensor k, Tensor v, double scale) {
    return fused(q, k, v, NO_TENSOR, true, scale);
  }

  static Tensor masked(Tensor q, Tensor k, Tensor v, Tensor mask, double scale) {
    try (TensorOptional optional = new TensorOptional(mask)) {
      return fused(q, k, v, optional, false, scale);
    }
  }

  private static Tensor fused(
      Tensor q, Tensor k, Tensor v, TensorOptional mask, boolean causal, double scale) {
    try (DoubleOptional factor = new DoubleOptional(scale)) {
      boolean grouped = q.size(1) != k.size(1);
      return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, causal, factor, grouped);
    }
  }
}
