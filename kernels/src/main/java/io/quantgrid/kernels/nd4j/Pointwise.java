package io.quantgrid.kernels.nd4j;

import static io.quantgrid.kernels.nd4j.Tensors.computed;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Gelu;
import io.quantgrid.kernels.tensor.Tensor;

/** The engine's operations element by element. */
abstract class Pointwise {
  final Tensors tensors = new Tensors();

  public final Tensor cast(Tensor x, DType dtype) {
    Nd4jTensor from = Nd4jTensor.of(x);
    if (dtype == x.dtype()) {
      return tensors.view(from, from.layout());
    }
    try (Tensor dense = tensors.dense(from)) {
      return Transfer.cast(tensors, Nd4jTensor.of(dense), dtype);
    }
  }

  public final Tensor add(Tensor a, Tensor b) {
    return Broadcast.apply(tensors, "add", "add", (x, y) -> x + y, a, b);
  }

  public final Tensor sub(Tensor a, Tensor b) {
    return Broadcast.apply(tensors, "subtract", "subtract", (x, y) -> x - y, a, b);
  }

  public final Tensor mul(Tensor a, Tensor b) {
    return Broadcast.apply(tensors, "multiply", "multiply", (x, y) -> x * y, a, b);
  }

  public final Tensor div(Tensor a, Tensor b) {
    return Broadcast.apply(tensors, "divide", "divide", (x, y) -> x / y, a, b);
  }

  public final Tensor mul(Tensor x, double factor) {
    return Elementwise.multiply(tensors, computed("multiply", x), (float) factor);
  }

  public final Tensor round(Tensor x) {
    return Elementwise.round(tensors, computed("round", x));
  }

  public final Tensor clamp(Tensor x, double low, double high) {
    return Elementwise.clamp(tensors, computed("clamp", x), (float) low, (float) high);
  }

  public final Tensor silu(Tensor x) {
    return Elementwise.silu(tensors, computed("apply silu to", x));
  }

  public final Tensor exp(Tensor x) {
    return Activations.exp(tensors, computed("take the exponential of", x));
  }

  public final Tensor tanh(Tensor x) {
    return Elementwise.natively(tensors, "tanh", computed("apply tanh to", x));
  }

  public final Tensor sigmoid(Tensor x) {
    return Elementwise.natively(tensors, "sigmoid", computed("apply sigmoid to", x));
  }

  public final Tensor relu(Tensor x) {
    Nd4jTensor from = computed("apply relu to", x);
    return Elementwise.clamp(tensors, from, 0, Float.POSITIVE_INFINITY);
  }

  public final Tensor gelu(Tensor x, Gelu form) {
    return Activations.gelu(tensors, computed("apply gelu to", x), form);
  }

  public final Tensor maskedFill(Tensor x, Tensor mask, double value) {
    return Elementwise.fill(tensors, computed("fill", x), Nd4jTensor.of(mask), (float) value);
  }
}
