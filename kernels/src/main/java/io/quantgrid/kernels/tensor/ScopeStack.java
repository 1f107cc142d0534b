package io.quantgrid.kernels.tensor;

/** The open scopes of one engine, a stack per thread. */
public final class ScopeStack {
  private final ThreadLocal<Top> tops = ThreadLocal.withInitial(Top::new);

  /** The innermost open scope of a thread. */
  static final class Top {
    LinkedScope innermost; // null when none is open
  }

  /** Opens a scope inside those open on this thread. */
  public Scope open() {
    return new LinkedScope(this, tops.get());
  }

  /** Hands the tensor to the innermost scope of this thread, if one is open; returns it. */
  public <T extends ScopedTensor> T own(T tensor) {
    LinkedScope scope = tops.get().innermost;
    if (scope != null) {
      scope.link(tensor);
    }
    return tensor;
  }

  Top current() {
    return tops.get();
  }
}
