package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * What the low-bit layers share: leading dimensions folded into rows, types checked, memory counted
 * and freed. A layer hands in the native objects that it keeps and multiplies rows.
 */
abstract class NativeLinear implements LowBitLinear {
  final int in;
  final int out;
  final DType compute;

  private final Calls calls;
  private final List<Pointer> held = new ArrayList<>();
  private long bytes;
  private Storage storage;
  private volatile boolean open = true;

  NativeLinear(Calls calls, QuantizedMatrix weight, DType compute) {
    this.calls = calls;
    this.in = weight.columns();
    this.out = weight.rows();
    this.compute = compute;
  }

  /** {@code x [m, in]}, contiguous, m at least 1, to a new tensor {@code [m, out]}. */
  abstract org.bytedeco.pytorch.Tensor rows(org.bytedeco.pytorch.Tensor x);

  /** Keeps a tensor until this is closed, and counts its memory. */
  final org.bytedeco.pytorch.Tensor hold(org.bytedeco.pytorch.Tensor tensor) {
    bytes += tensor.numel() * tensor.element_size();
    return own(tensor);
  }

  /** Keeps a box or view of what is counted already. */
  final <T extends Pointer> T own(T pointer) {
    held.add(pointer);
    return pointer;
  }

  /** To be called once everything is held. */
  final LowBitLinear ready() {
    storage = calls.count(bytes);
    return this;
  }

  @Override
  public final Tensor apply(Tensor x) {
    if (x.dtype() != compute) {
      throw new IllegalArgumentException(
          "Cannot apply " + this + " to " + x + " (expected " + compute + ": cast first)");
    }
    long[] shape = TorchTensor.of(x).extents();
    if (shape.length == 0 || shape[shape.length - 1] != in) {
      throw new IllegalArgumentException(
          "Cannot apply " + this + " to " + x + " (expected " + in + " columns)");
    }
    if (!open) {
      throw new IllegalStateException("Cannot apply " + this + " (expected it not to be closed)");
    }
    long[] to = shape.clone();
    to[to.length - 1] = out;
    return calls.fresh("apply " + "low-bit linear" + " to", compute, () -> whole(x, to), x);
  }

  private org.bytedeco.pytorch.Tensor whole(Tensor x, long[] shape) {
    if (x.elements() == 0) {
      return Transfer.empty(compute, shape).zero_();
    }
    org.bytedeco.pytorch.Tensor flat = TorchTensor.at(x).reshape(-1, in);
    org.bytedeco.pytorch.Tensor dense = flat.contiguous();
    flat.deallocate();
    try {
      org.bytedeco.pytorch.Tensor y = rows(dense);
      if (shape.length == 2) {
        return y;
      }
      try {
        return y.view(shape);
      } finally {
        y.deallocate();
      }
    } finally {
      dense.deallocate();
    }
  }

  @Override
  public final long bytes() {
    return bytes;
  }

  @Override
  public final void close() {
    synchronized (held) {
      if (!open) {
        return;
      }
      open = false;
      held.forEach(Pointer::deallocate);
      storage.drop();
    }
  }

  @Override
  public final String toString() {
    return arithmetic() + " [" + out + ", " + in + "]";
  }
}
