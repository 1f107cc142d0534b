package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/** What differences of weights do to a layer's outputs. */
public final class OutputError {
  private OutputError() {}

  /**
   * Mean squared output of each matrix on the inputs, {@code tr(D E[x x^T] D^T) / rows}: of the
   * difference of two weights the mean squared difference of outputs, of a weight the power of its
   * outputs.
   *
   * @param secondMoments {@code E[x x^T]}, row-major {@code [columns, columns]}
   * @param rows of each matrix
   * @param matrices row-major {@code [rows, columns]}
   */
  @SuppressWarnings("try") // scopes are there to be closed
  public static double[] of(
      float[] secondMoments, int columns, int rows, Engine engine, float[]... matrices) {
    double[] out = new double[matrices.length];
    if (rows == 0 || columns == 0) {
      return out;
    }
    try (Scope scope = engine.scope()) {
      Tensor moments = engine.floats(secondMoments, columns, columns);
      for (int i = 0; i < matrices.length; i++) {
        try (Scope step = engine.scope()) {
          Tensor matrix = engine.floats(matrices[i], rows, columns);
          Tensor products = engine.mul(engine.matmul(matrix, moments), matrix);
          double sum = 0;
          for (float row : engine.toFloats(engine.sum(products, -1))) {
            sum += row;
          }
          out[i] = Math.max(0, sum / rows); // rounding may leave a little below 0
        }
      }
    }
    return out;
  }
}
