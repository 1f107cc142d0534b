package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/** A scope: a doubly linked list of the tensors it will free, on the stack of its thread. */
final class TorchScope implements Scope {
  private final TorchThread thread;
  private final TorchScope parent;
  private TorchTensor first;
  private boolean open = true;

  TorchScope(TorchThread thread) {
    this.thread = thread;
    this.parent = thread.innermost;
    thread.innermost = this;
  }

  void link(TorchTensor tensor) {
    tensor.owner = this;
    tensor.previous = null;
    tensor.next = first;
    if (first != null) {
      first.previous = tensor;
    }
    first = tensor;
  }

  void unlink(TorchTensor tensor) {
    requireThread("close a tensor");
    if (tensor.previous == null) {
      first = tensor.next;
    } else {
      tensor.previous.next = tensor.next;
    }
    if (tensor.next != null) {
      tensor.next.previous = tensor.previous;
    }
    tensor.owner = null;
    tensor.previous = null;
    tensor.next = null;
  }

  @Override
  public Tensor keep(Tensor tensor) {
    requireOpen("keep");
    TorchTensor kept = TorchTensor.of(tensor);
    kept.at();
    TorchScope owner = kept.owner;
    if (owner != null && owner.isWithin(this)) {
      owner.unlink(kept);
      if (parent != null) {
        parent.link(kept);
      }
    }
    return tensor;
  }

  @Override
  public Tensor release(Tensor tensor) {
    requireOpen("release");
    TorchTensor released = TorchTensor.of(tensor);
    released.at();
    if (released.owner != null) {
      released.owner.unlink(released);
    }
    return tensor;
  }

  @Override
  public void close() {
    requireThread("close a scope");
    if (!open) {
      return;
    }
    if (thread.innermost != this) {
      throw new IllegalStateException(
          "Cannot close a scope: one inside it is still open (expected innermost first)");
    }
    open = false;
    thread.innermost = parent;
    TorchTensor tensor = first;
    first = null;
    while (tensor != null) {
      TorchTensor next = tensor.next;
      tensor.owner = null;
      tensor.previous = null;
      tensor.next = null;
      tensor.free();
      tensor = next;
    }
  }

  private boolean isWithin(TorchScope ancestor) {
    for (TorchScope scope = this; scope != null; scope = scope.parent) {
      if (scope == ancestor) {
        return true;
      }
    }
    return false;
  }

  private void requireOpen(String action) {
    requireThread(action + " a tensor");
    if (!open) {
      throw new IllegalStateException(
          "Cannot " + action + " a tensor: the scope is closed (expected an open one)");
    }
  }

  private void requireThread(String action) {
    if (thread != TorchThread.current()) {
      throw new IllegalStateException(
          "Cannot "
              + action
              + " on thread "
              + Thread.currentThread().getName()
              + " (expected the thread that opened the scope)");
    }
  }
}
