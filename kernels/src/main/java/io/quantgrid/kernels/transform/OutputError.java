package io.quantgrid.kernels.transform;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/** What an error of weights does to the outputs of a layer, from second moments of its inputs. */
public final class OutputError implements AutoCloseable {
  private final Engine engine;
  private final Scope scope;
  private final Tensor moments; // [columns, columns]
  private final int columns;

  /**
   * @param moments mean of {@code x x^T}, row-major {@code [columns, columns]}
   */
  public OutputError(Engine engine, float[] moments, int columns) {
    this.engine = engine;
    this.scope = engine.scope();
    this.moments = engine.floats(moments, columns, columns);
    this.columns = columns;
  }

  /**
   * Mean over inputs of the squared length of {@code D x}, i.e. {@code tr(D E[x x^T] D^T)}.
   *
   * @param difference D, row-major {@code [rows, columns]}
   */
  @SuppressWarnings("try") // the scope frees what is made while it is open
  public double of(float[] difference) {
    int rows = difference.length / columns;
    float[] product;
    try (Scope inner = engine.scope()) {
      product = engine.toFloats(engine.matmul(engine.floats(difference, rows, columns), moments));
    }
    double sum = 0;
    for (int i = 0; i < product.length; i++) {
      sum += (double) product[i] * difference[i];
    }
    return sum;
  }

  @Override
  public void close() {
    scope.close();
  }
}
