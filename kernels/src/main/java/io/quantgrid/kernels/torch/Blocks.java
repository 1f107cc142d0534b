package io.quantgrid.kernels.torch;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Transformer blocks between the products, in as few passes over memory as libtorch allows. */
final class Blocks {
  private static final ScalarOptional TWO = Numbers.limit(2);
  private static final long[] LAST = {-1};

  /** Rows of one decoding step. */
  private static final long FEW_ROWS = 8;

  private Blocks() {}

  static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    try (TensorOptional optional = new TensorOptional(bias)) {
      return torch.linear(x, weight, optional);
    }
  }

  /** libtorch's own rms_norm makes twice as many passes and small tensors on a CPU. */
  static Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
    ScalarType type = x.scalar_type();
    if (type.value == ScalarType.Float.value) {
      return normalize(x, weight, eps);
    }
    Tensor wideX = x.to(ScalarType.Float);
    Tensor wide = null;
    try {
      wide = normalize(wideX, weight, eps);
      return wide.to(type);
    } finally {
      wideX.deallocate();
      if (wide != null) {
        wide.deallocate();
      }
    }
  }

  /**
   * @param x float32
   * @param weight of any floating type: libtorch widens it as it multiplies
   */
  private static Tensor normalize(Tensor x, Tensor weight, double eps) {
    double width = Math.max(1, x.size(-1));
    Tensor factor = torch.norm(x, TWO, LAST, true); // [..., 1]
    try {
      if (factor.numel() <= FEW_ROWS) {
        invert(factor, width, eps);
      } else {
        factor.square_();
        factor.mul_(Numbers.scalar(1 / width));
        factor.add_(Numbers.scalar(eps));
        factor.rsqrt_();
      }
      Tensor out = torch.mul(x, factor);
      out.mul_(weight);
      return out;
    } finally {
      factor.deallocate();
    }
  }

  /** The same arithmetic, in place, number by number: four operations would each cost more. */
  private static void invert(Tensor norms, double width, double eps) {
    float share = (float) (1 / width);
    try (FloatPointer numbers = norms.data_ptr_float()) {
      for (long row = 0; row < norms.numel(); row++) {
        float norm = numbers.get(row);
        float mean = norm * norm * share;
        numbers.put(row, 1 / (float) Math.sqrt(mean + (float) eps));
      }
    }
  }

  /** libtorch widens 16-bit rows inside and rounds once. */
  static Tensor layerNorm(Tensor x, Tensor weight, Optional<Tensor> bias, double eps) {
    long[] width = {x.size(-1)};
    try (TensorOptional factor = new TensorOptional(weight);
        TensorOptional added = bias.map(TensorOptional::new).orElseGet(TensorOptional::new)) {
      return torch.layer_norm(x, width, factor, added, eps, false);
    }
  }

  static Tensor swiglu(Tensor gateUp) {
    long half = gateUp.size(-1) / 2;
    Tensor gate = gateUp.narrow(-1, 0, half);
    Tensor up = gateUp.narrow(-1, half, half);
    try {
      Tensor out = torch.silu(gate);
      out.mul_(up);
      return out;
    } finally {
      gate.deallocate();
      up.deallocate();
    }
  }

  static Tensor rotary(Tensor x, Tensor cos, Tensor sin) {
    long half = x.size(-1) / 2;
    Tensor out = torch.mul(x, cos); // [batch, heads, tokens, dim]
    Tensor low = x.narrow(-1, 0, half);
    Tensor high = x.narrow(-1, half, half);
    Tensor outLow = out.narrow(-1, 0, half);
    Tensor outHigh = out.narrow(-1, half, half);
    Tensor sinLow = sin.narrow(-1, 0, half);
    Tensor sinHigh = sin.narrow(-1, half, half);
    try {
      outLow.addcmul_(high, sinLow, Numbers.scalar(-1));
      outHigh.addcmul_(low, sinHigh);
      return out;
    } finally {
      low.deallocate();
      high.deallocate();
      outLow.deallocate();
      outHigh.deallocate();
      sinLow.deallocate();
      sinHigh.deallocate();
    }
  }
}
