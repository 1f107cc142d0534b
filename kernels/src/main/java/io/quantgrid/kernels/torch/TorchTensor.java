package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/** A handle on one libtorch tensor, linked into the scope that frees it. */
final class TorchTensor implements Tensor {
  private final long[] shape;
  private final DType dtype;
  private final Storage storage;
  private org.bytedeco.pytorch.Tensor at;

  /** The list of the scope that owns this tensor; only that scope's thread touches these. */
  TorchScope owner;

  TorchTensor previous;
  TorchTensor next;

  TorchTensor(org.bytedeco.pytorch.Tensor at, DType dtype, long[] shape, Storage storage) {
    this.at = at;
    this.dtype = dtype;
    this.shape = shape;
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
      throw new IllegalStateException(
          "Cannot use a closed tensor: " + this + " (expected one whose scope is open)");
    }
    return alive;
  }

  Storage storage() {
    return storage;
  }

  /** The extents themselves, not a copy: not to be changed. */
  long[] extents() {
    return shape;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public void close() {
    TorchScope scope = owner;
    if (scope != null) {
      scope.unlink(this);
    }
    free();
  }

  /** Frees the native handle; the caller has taken this tensor out of its scope. */
  void free() {
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

  @Override
  public String toString() {
    return dtype.name().toLowerCase(Locale.ROOT) + Arrays.toString(shape);
  }
}
