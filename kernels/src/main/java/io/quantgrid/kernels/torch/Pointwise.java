package io.quantgrid.kernels.torch;

import static io.quantgrid.kernels.torch.TorchTensor.at;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Gelu;
import io.quantgrid.kernels.tensor.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The engine's operations element by element. */
abstract class Pointwise extends Calls {

  public final Tensor cast(Tensor x, DType dtype) {
    TorchThread.current();
    try {
      org.bytedeco.pytorch.Tensor out = at(x).to(ScalarTypes.of(dtype));
      return dtype == x.dtype() ? adoptView(out, dtype, TorchTensor.of(x)) : adopt(out, dtype);
    } catch (RuntimeException e) {
      throw Failures.of("cast to " + dtype, e, x);
    }
  }

  public final Tensor add(Tensor a, Tensor b) {
    return binary("add", () -> torch.add(at(a), at(b)), a, b);
  }

  public final Tensor sub(Tensor a, Tensor b) {
    return binary("subtract", () -> torch.sub(at(a), at(b)), a, b);
  }

  public final Tensor mul(Tensor a, Tensor b) {
    return binary("multiply", () -> torch.mul(at(a), at(b)), a, b);
  }

  public final Tensor div(Tensor a, Tensor b) {
    return binary("divide", () -> torch.div(at(a), at(b)), a, b);
  }

  public final Tensor mul(Tensor x, double factor) {
    return unary("multiply", () -> torch.mul(at(x), Numbers.scalar(factor)), x);
  }

  public final Tensor round(Tensor x) {
    return unary("round", () -> torch.round(at(x)), x);
  }

  public final Tensor clamp(Tensor x, double low, double high) {
    return unary("clamp", () -> torch.clamp(at(x), Numbers.limit(low), Numbers.limit(high)), x);
  }

  public final Tensor silu(Tensor x) {
    return unary("apply silu to", () -> torch.silu(at(x)), x);
  }

  public final Tensor exp(Tensor x) {
    return unary("take the exponential of", () -> torch.exp(at(x)), x);
  }

  public final Tensor tanh(Tensor x) {
    return unary("apply tanh to", () -> torch.tanh(at(x)), x);
  }

  public final Tensor sigmoid(Tensor x) {
    return unary("apply sigmoid to", () -> torch.sigmoid(at(x)), x);
  }

  public final Tensor relu(Tensor x) {
    return unary("apply relu to", () -> torch.relu(at(x)), x);
  }

  public final Tensor gelu(Tensor x, Gelu form) {
    return unary("apply gelu to", () -> torch.gelu(at(x), Numbers.form(form)), x);
  }

  public final Tensor maskedFill(Tensor x, Tensor mask, double value) {
    long[] shape = TorchTensor.of(x).extents();
    return fresh(
        "fill",
        x.dtype(),
        () -> {
          org.bytedeco.pytorch.Tensor chosen = at(mask).expand(shape);
          try {
            return at(x).masked_fill(chosen, Numbers.scalar(value));
          } finally {
            chosen.deallocate();
          }
        },
        x,
        mask);
  }
}
