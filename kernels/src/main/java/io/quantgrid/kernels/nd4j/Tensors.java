package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Extents;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.ScopeStack;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.concurrent.atomic.LongAdder;

/** Makes tensors: counts their memory and hands them to the innermost scope. */
final class Tensors {
  private final ScopeStack scopes = new ScopeStack();
  private final LongAdder alive = new LongAdder();

  Scope scope() {
    return scopes.open();
  }

  long aliveBytes() {
    return alive.sum();
  }

  /** A row-major tensor with anything in it. */
  Nd4jTensor empty(DType dtype, long... shape) {
    long bytes = Math.multiplyExact(Extents.count(shape), (long) dtype.bytes());
    return scopes.own(new Nd4jTensor(dtype, new Memory(bytes, alive), Layout.dense(shape)));
  }

  /** Another view of the tensor's memory. */
  Nd4jTensor view(Nd4jTensor x, Layout layout) {
    return scopes.own(new Nd4jTensor(x.dtype(), x.memory().share(), layout));
  }

  /** The same entries in row-major order: a view if they are already. */
  Nd4jTensor dense(Nd4jTensor x) {
    if (x.layout().isDense()) {
      return view(x, x.layout().reshape(x.extents()));
    }
    Nd4jTensor copy = empty(x.dtype(), x.shape());
    Copies.copy(x, copy);
    return copy;
  }

  static IllegalArgumentException mixed(String operation, Tensor a, Tensor b) {
    return new IllegalArgumentException(
        "Cannot " + operation + " " + a + " and " + b + " (expected one type: cast first)");
  }

  /** The tensor, which must be float32: what this engine computes in. */
  static Nd4jTensor computed(String operation, Tensor x) {
    if (x.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "Cannot "
              + operation
              + " "
              + x
              + " (expected float32: the nd4j engine computes in nothing else, cast first)");
    }
    return Nd4jTensor.of(x);
  }

  /** Both, which must be float32. */
  static void requireComputed(String operation, Tensor a, Tensor b) {
    if (a.dtype() != b.dtype() && Cells.isFloating(a.dtype()) && Cells.isFloating(b.dtype())) {
      throw mixed(operation, a, b);
    }
    computed(operation, a);
    computed(operation, b);
  }
}
