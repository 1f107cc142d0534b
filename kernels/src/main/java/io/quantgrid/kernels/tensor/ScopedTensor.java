package io.quantgrid.kernels.tensor;

import java.util.Arrays;
import java.util.Locale;

/**
 * What engines' own tensors extend: shape, type, and the place in the list of the scope that frees
 * them.
 */
public abstract class ScopedTensor implements Tensor {
  private final DType dtype;
  private final long[] shape;

  /** The list of the scope that owns this tensor; only that scope's thread touches these. */
  LinkedScope owner;

  ScopedTensor previous;
  ScopedTensor next;

  /**
   * @param shape kept, not copied
   */
  protected ScopedTensor(DType dtype, long... shape) {
    this.dtype = dtype;
    this.shape = shape;
  }

  /**
   * Lets go of the memory, if that has not happened yet; the tensor has been taken out of its
   * scope. Any thread may call it.
   */
  protected abstract void free();

  /**
   * @throws IllegalStateException when the memory has been let go
   */
  protected abstract void requireAlive();

  /** The exception for {@link #requireAlive}. */
  protected final IllegalStateException closed() {
    return new IllegalStateException(
        "Cannot use a closed tensor: " + this + " (expected one whose scope is open)");
  }

  /** The extents themselves, not a copy: not to be changed. */
  public final long[] extents() {
    return shape;
  }

  @Override
  public final long[] shape() {
    return shape.clone();
  }

  @Override
  public final long size(int dimension) {
    return shape[dimension < 0 ? dimension + shape.length : dimension];
  }

  @Override
  public final long elements() {
    long n = 1;
    for (long extent : shape) {
      n *= extent;
    }
    return n;
  }

  @Override
  public final DType dtype() {
    return dtype;
  }

  @Override
  public final void close() {
    LinkedScope scope = owner;
    if (scope != null) {
      scope.unlink(this);
    }
    free();
  }

  @Override
  public final String toString() {
    return dtype.name().toLowerCase(Locale.ROOT) + Arrays.toString(shape);
  }
}
