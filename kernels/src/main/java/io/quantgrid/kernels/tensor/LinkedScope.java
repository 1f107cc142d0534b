package io.quantgrid.kernels.tensor;

/** A scope: a doubly linked list of the tensors it will free, on the stack of its thread. */
final class LinkedScope implements Scope {
  private final ScopeStack stack;
  private final ScopeStack.Top top;
  private final LinkedScope parent;
  private ScopedTensor first;
  private boolean open = true;

  LinkedScope(ScopeStack stack, ScopeStack.Top top) {
    this.stack = stack;
    this.top = top;
    this.parent = top.innermost;
    top.innermost = this;
  }

  void link(ScopedTensor tensor) {
    tensor.owner = this;
    tensor.previous = null;
    tensor.next = first;
    if (first != null) {
      first.previous = tensor;
    }
    first = tensor;
  }

  void unlink(ScopedTensor tensor) {
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
    ScopedTensor kept = alive(tensor);
    LinkedScope owner = kept.owner;
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
    ScopedTensor released = alive(tensor);
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
    if (top.innermost != this) {
      throw new IllegalStateException(
          "Cannot close a scope: one inside it is still open (expected innermost first)");
    }
    open = false;
    top.innermost = parent;
    ScopedTensor tensor = first;
    first = null;
    while (tensor != null) {
      ScopedTensor next = tensor.next;
      tensor.owner = null;
      tensor.previous = null;
      tensor.next = null;
      tensor.free();
      tensor = next;
    }
  }

  private static ScopedTensor alive(Tensor tensor) {
    if (tensor instanceof ScopedTensor scoped) {
      scoped.requireAlive();
      return scoped;
    }
    throw new IllegalArgumentException(
        "Cannot own a tensor of another engine: "
            + tensor.getClass().getSimpleName()
            + " (expected one that a scope can free)");
  }

  private boolean isWithin(LinkedScope ancestor) {
    for (LinkedScope scope = this; scope != null; scope = scope.parent) {
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
    if (top != stack.current()) {
      throw new IllegalStateException(
          "Cannot "
              + action
              + " on thread "
              + Thread.currentThread().getName()
              + " (expected the thread that opened the scope)");
    }
  }
}
