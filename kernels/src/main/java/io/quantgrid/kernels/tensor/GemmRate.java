package io.quantgrid.kernels.tensor;

/**
 * How fast an engine multiplies on the calling thread: what speeds of models are compared with. Set
 * {@link Engine#threads} first.
 */
public final class GemmRate {
  private GemmRate() {}

  /**
   * The best rate seen over at least three products and a fifth of a second of {@code x [m, k]}
   * times {@code weight [n, k]} transposed, the product of a linear layer.
   *
   * @return floating-point operations per second, counting {@code 2 m k n} per product
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public static double measure(Engine engine, DType dtype, int m, int k, int n) {
    try (Scope scope = engine.scope()) {
      Tensor x = ones(engine, dtype, m, k);
      Tensor weight = ones(engine, dtype, n, k);
      return 2.0 * m * k * n / BestTime.seconds(() -> engine.linear(x, weight).close());
    }
  }

  /** Ones that were written: pages of zeros may all be the same one. */
  static Tensor ones(Engine engine, DType dtype, int rows, int columns) {
    Tensor one = engine.cast(engine.floats(new float[] {1}, 1, 1), dtype);
    return engine.contiguous(engine.expand(one, rows, columns));
  }
}
