package io.quantgrid.kernels.tensor;

import java.util.Optional;

/**
 * Cholesky factors by products of matrices, a block of columns after the other (left-looking: Golub
 * and Van Loan, Matrix Computations, 4.2.6): as fast as the engine multiplies, and, unlike
 * LAPACK's, the same on any number of threads. Blocks on the diagonal are factored in double.
 *
 * <pre>
 *   C = A[k.., k] - L[k.., ..k] L[k, ..k]^T      L[k, k] = chol(C[k])      L[k+1.., k] = C[k+1..] L[k, k]^-T
 * </pre>
 */
final class BlockedCholesky {
  private static final int BLOCK = 64;

  private BlockedCholesky() {}

  @SuppressWarnings("try") // scopes are there to be closed
  static Optional<Tensor> factor(Engine engine, Tensor x) {
    int n = (int) x.size(0);
    Tensor lower = engine.zeros(DType.FLOAT32, n, n);
    for (int k = 0; k < n; k += BLOCK) {
      int size = Math.min(BLOCK, n - k);
      try (Scope step = engine.scope()) {
        Tensor rest = engine.narrow(engine.narrow(x, 0, k, n - k), 1, k, size);
        if (k > 0) {
          Tensor known = engine.narrow(engine.narrow(lower, 0, k, n - k), 1, 0, k);
          Tensor own = engine.narrow(known, 0, 0, size);
          rest = engine.sub(rest, engine.matmul(known, engine.transpose(own, 0, 1)));
        }
        double[] block = doubles(engine.toFloats(engine.narrow(rest, 0, 0, size)));
        if (!factor(block, size)) {
          return Optional.empty();
        }
        Tensor column = engine.narrow(engine.narrow(lower, 0, k, n - k), 1, k, size);
        engine.copyInto(
            engine.narrow(column, 0, 0, size), engine.floats(floats(block), size, size));
        int below = n - k - size;
        if (below > 0) {
          Tensor inverse = engine.floats(floats(inverse(block, size)), size, size);
          engine.copyInto(
              engine.narrow(column, 0, size, below),
              engine.matmul(engine.narrow(rest, 0, size, below), engine.transpose(inverse, 0, 1)));
        }
      }
    }
    return Optional.of(lower);
  }

  /** In place, the upper triangle made zero; false when it is not positive definite. */
  static boolean factor(double[] a, int n) {
    // Row by row of the transposed factor, which the lower triangle then becomes.
    double[] upper = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        upper[i * n + j] = a[j * n + i];
      }
    }
    for (int k = 0; k < n; k++) {
      double pivot = upper[k * n + k];
      if (!(pivot > 0 && Float.isFinite((float) pivot))) {
        return false;
      }
      double root = Math.sqrt(pivot);
      for (int j = k; j < n; j++) {
        upper[k * n + j] /= root;
      }
      for (int i = k + 1; i < n; i++) {
        subtract(upper, i * n + i, k * n + i, n - i, upper[k * n + i]);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = j > i ? 0 : upper[j * n + i];
      }
    }
    return true;
  }

  /** {@code x[to ..] -= factor * x[from ..]}. */
  private static void subtract(double[] x, int to, int from, int count, double factor) {
    for (int i = 0; i < count; i++) {
      x[to + i] -= factor * x[from + i];
    }
  }

  /** Of a lower triangle. */
  private static double[] inverse(double[] lower, int n) {
    double[] out = new double[n * n];
    for (int i = 0; i < n; i++) {
      out[i * n + i] = 1;
      for (int k = 0; k < i; k++) {
        subtract(out, i * n, k * n, k + 1, lower[i * n + k]);
      }
      for (int j = 0; j <= i; j++) {
        out[i * n + j] /= lower[i * n + i];
      }
    }
    return out;
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
