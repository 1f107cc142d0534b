package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.ScopedTensor;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A tensor: memory, and where in it the entries lie. */
final class Nd4jTensor extends ScopedTensor {
  private final Memory memory;
  private final Layout layout;
  private final AtomicBoolean closed = new AtomicBoolean();

  Nd4jTensor(DType dtype, Memory memory, Layout layout) {
    super(dtype, layout.shape());
    this.memory = memory;
    this.layout = layout;
  }

  /** The tensor under a handle of this engine, which is alive. */
  static Nd4jTensor of(Tensor x) {
    if (x instanceof Nd4jTensor tensor) {
      tensor.requireAlive();
      return tensor;
    }
    throw new IllegalArgumentException(
        "Cannot use a tensor of another engine: "
            + x.getClass().getSimpleName()
            + " (expected one that the nd4j engine made)");
  }

  Memory memory() {
    return memory;
  }

  Layout layout() {
    return layout;
  }

  /** A dimension counted from the first, whichever way it was given. */
  int dimension(int given) {
    int rank = layout.rank();
    int counted = given < 0 ? given + rank : given;
    if (counted < 0 || counted >= rank) {
      throw new IllegalArgumentException(
          "Cannot take dimension " + given + " of " + this + " (expected less than " + rank + ")");
    }
    return counted;
  }

  @Override
  protected void free() {
    if (closed.compareAndSet(false, true)) {
      memory.drop();
    }
  }

  @Override
  protected void requireAlive() {
    if (closed.get()) {
      throw closed();
    }
  }
}
