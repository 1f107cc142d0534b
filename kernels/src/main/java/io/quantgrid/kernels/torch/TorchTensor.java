package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.ScopedTensor;
import io.quantgrid.kernels.tensor.Tensor;

/** A handle on one libtorch tensor. */
final class TorchTensor extends ScopedTensor {
  private final Storage storage;
  private org.bytedeco.pytorch.Tensor at;

  TorchTensor(org.bytedeco.pytorch.Tensor at, DType dtype, long[] shape, Storage storage) {
    super(dtype, shape);
    this.at = at;
    this.storage = storage;
  }

  /** The libtorch tensor under a handle of this engine. */
  static org.bytedeco.pytorch.Tensor at(Tensor x) {
    return of(x).at();
  }

  static TorchTensor of(Tensor x) {
    if (x instanceof TorchTensor tensor) {
      return tensor;
    }
    throw new IllegalArgumentException(
        "Cannot use a tensor of another engine: "
            + x.getClass().getSimpleName()
            + " (expected one that the torch engine made)");
  }

  org.bytedeco.pytorch.Tensor at() {
    org.bytedeco.pytorch.Tensor alive = at;
    if (alive == null) {
      throw closed();
    }
    return alive;
  }

  Storage storage() {
    return storage;
  }

  @Override
  protected void requireAlive() {
    at();
  }

  @Override
  protected void free() {
    org.bytedeco.pytorch.Tensor last;
    synchronized (this) {
      last = at;
      at = null;
    }
    if (last != null) {
      last.deallocate();
      storage.drop();
    }
  }
}
