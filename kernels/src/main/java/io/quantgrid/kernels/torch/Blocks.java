package io.quantgrid.kernels.torch;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Transformer blocks between the products, in as few passes over memory as libtorch allows. */
final class Blocks {
  private Blocks() {}

  static Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
    try (TensorOptional gain = new TensorOptional(weight);
        DoubleOptional epsilon = new DoubleOptional(eps)) {
      return torch.rms_norm(x, new long[] {x.size(-1)}, gain, epsilon);
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
      outLow.addcmul_(high, sinLow, Numbers.MINUS_ONE);
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
