package io.quantgrid.kernels.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Attention through libtorch's fused (flash) kernel, which takes grouped key-value heads as they
 * are. In bfloat16 and float16 that kernel multiplies in plain scalar loops unless it was built
 * with MKL or runs on AMX: a hundred times slower than float32. So 16-bit inputs are widened first,
 * which also keeps scores and sums in float32, and the result is rounded once.
 */
final class Attention {
  private static final double NO_DROPOUT = 0;

  private Attention() {}

  static Tensor causal(Tensor q, Tensor k, Tensor v, double scale) {
    return widened(q, k, v, Numbers.NO_TENSOR, true, scale);
  }

  static Tensor full(Tensor q, Tensor k, Tensor v, double scale) {
    return widened(q, k, v, Numbers.NO_TENSOR, false, scale);
  }

  static Tensor masked(Tensor q, Tensor k, Tensor v, Tensor mask, double scale) {
    try (TensorOptional optional = new TensorOptional(mask)) {
      return widened(q, k, v, optional, false, scale);
    }
  }

  /** Rows of a bias are made to lie in one piece: for others libtorch leaves the fused kernel. */
  static Tensor biased(Tensor q, Tensor k, Tensor v, Tensor bias, double scale) {
    Tensor wide = bias.to(ScalarType.Float);
    Tensor rows = wide.stride(-1) == 1 ? new Tensor(wide) : wide.contiguous();
    Tensor every = null;
    try {
      every = rows.expand(q.size(0), q.size(1), q.size(2), k.size(2)); // the kernel wants all four
      return masked(q, k, v, every, scale);
    } finally {
      wide.deallocate();
      rows.deallocate();
      if (every != null) {
        every.deallocate();
      }
    }
  }

  private static Tensor widened(
      Tensor q, Tensor k, Tensor v, TensorOptional mask, boolean causal, double scale) {
    ScalarType type = q.scalar_type();
    if (type.value == ScalarType.Float.value) {
      return fused(q, k, v, mask, causal, scale);
    }
    Tensor wideQ = q.to(ScalarType.Float);
    Tensor wideK = k.to(ScalarType.Float);
    Tensor wideV = v.to(ScalarType.Float);
    Tensor wide = null;
    try {
      wide = fused(wideQ, wideK, wideV, mask, causal, scale);
      return wide.to(type);
    } finally {
      wideQ.deallocate();
      wideK.deallocate();
      wideV.deallocate();
      if (wide != null) {
        wide.deallocate();
      }
    }
  }

  private static Tensor fused(
      Tensor q, Tensor k, Tensor v, TensorOptional mask, boolean causal, double scale) {
    long missing = k.size(3) - v.size(3);
    if (missing > 0) {
      return narrow(q, k, v, missing, mask, causal, scale);
    }
    boolean grouped = q.size(1) != k.size(1);
    return torch.scaled_dot_product_attention(
        q, k, v, mask, NO_DROPOUT, causal, Numbers.optional(scale), grouped);
  }

  /** The kernel wants values as wide as keys, else all scores are in memory at once. */
  private static Tensor narrow(
      Tensor q,
      Tensor k,
      Tensor v,
      long missing,
      TensorOptional mask,
      boolean causal,
      double scale) {
    Tensor filled = torch.constant_pad_nd(v, 0, missing);
    Tensor wide = null;
    try {
      wide = fused(q, k, filled, mask, causal, scale);
      return wide.narrow(3, 0, v.size(3));
    } finally {
      filled.deallocate();
      if (wide != null) {
        wide.deallocate();
      }
    }
  }
}
