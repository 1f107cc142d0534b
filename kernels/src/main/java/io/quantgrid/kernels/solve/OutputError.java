package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * What differences of weights do to a layer's outputs, from second moments of its inputs, which
 * stay in the engine until this is closed.
 */
public final class OutputError implements AutoCloseable {
  private final Engine engine;
  private final Scope scope;
  private final Tensor moments; // [columns, columns]
  private final int columns;

  /**
   * @param secondMoments {@code E[x x^T]}, row-major {@code [columns, columns]}
   */
  public OutputError(Engine engine, float[] secondMoments, int columns) {
    this.engine = engine;
    this.scope = engine.scope();
    this.moments = engine.floats(secondMoments, columns, columns);
    this.columns = columns;
  }

  /**
   * Mean over inputs of the squared length of {@code D x}, {@code tr(D E[x x^T] D^T)}: of the
   * difference of two weights the squared difference of outputs, of a weight their power.
   *
   * @param matrix D, row-major {@code [rows, columns]}
   */
  @SuppressWarnings("try") // the scope frees what is made while it is open
  public double of(float[] matrix) {
    if (matrix.length == 0) {
      return 0;
    }
    int rows = matrix.length / columns;
    float[] product;
    try (Scope inner = engine.scope()) {
      product = engine.toFloats(engine.matmul(engine.floats(matrix, rows, columns), moments));
    }
    double sum = 0;
    for (int i = 0; i < product.length; i++) {
      sum += (double) product[i] * matrix[i];
    }
    return sum;
  }

  /** The same as a mean over rows, for figures: not below 0, where rounding may leave a little. */
  public double mean(float[] matrix) {
    return matrix.length == 0 ? 0 : Math.max(0, of(matrix) * columns / matrix.length);
  }

  @Override
  public void close() {
    scope.close();
  }
}
