package io.quantgrid.kernels.tensor;

/**
 * A dense array in an engine's memory. It belongs to the innermost {@link Scope} open on the thread
 * that made it, or, when none is open or {@link Scope#release} let it go, to whoever holds it, who
 * closes it. Reading from several threads at once is safe.
 */
public interface Tensor extends AutoCloseable {
  /** Extents, outermost first; empty for a scalar. */
  long[] shape();

  DType dtype();

  /** Extent of one dimension; negative counts from the last. */
  default long size(int dimension) {
    long[] shape = shape();
    return shape[dimension < 0 ? dimension + shape.length : dimension];
  }

  default long elements() {
    long n = 1;
    for (long extent : shape()) {
      n *= extent;
    }
    return n;
  }

  /**
   * Frees the memory; later use throws {@link IllegalStateException}. Closing twice is harmless.
   */
  @Override
  void close();
}
