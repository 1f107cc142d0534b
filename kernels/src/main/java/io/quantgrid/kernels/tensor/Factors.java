package io.quantgrid.kernels.tensor;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Factors of matrices by the plainest algorithms, in double: what engines are held to. */
final class Factors {
  /** Rounds of rotations over all pairs; a dozen are enough for any matrix of doubles. */
  private static final int SWEEPS = 60;

  /** Columns whose cosine is below this are orthogonal. */
  private static final double ORTHOGONAL = 1e-15;

  private Factors() {}

  static Tensor triangularSolve(Engine engine, Tensor triangle, Tensor b) {
    int n = (int) b.size(0);
    int m = (int) b.size(1);
    double[] lower = doubles(engine, triangle);
    double[] x = doubles(engine, b);
    for (int i = 0; i < n; i++) {
      for (int column = 0; column < m; column++) {
        double sum = x[i * m + column];
        for (int k = 0; k < i; k++) {
          sum -= lower[i * n + k] * x[k * m + column];
        }
        x[i * m + column] = sum / lower[i * n + i];
      }
    }
    return tensor(engine, x, n, m);
  }

  /** By rotations that make the rows orthogonal two by two (one-sided Jacobi). */
  static Svd svd(Engine engine, Tensor x) {
    int m = (int) x.size(0);
    int n = (int) x.size(1);
    if (m > n) {
      Svd turned = svd(engine, engine.contiguous(engine.transpose(x, 0, 1)));
      return new Svd(
          engine.contiguous(engine.transpose(turned.right(), 0, 1)),
          turned.singular(),
          engine.contiguous(engine.transpose(turned.left(), 0, 1)));
    }
    double[] rows = doubles(engine, x);
    double[] turns = new double[m * m];
    for (int i = 0; i < m; i++) {
      turns[i * m + i] = 1;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double largest = 0;
      for (int i = 0; i < m; i++) {
        for (int j = i + 1; j < m; j++) {
          largest = Math.max(largest, orthogonalize(rows, n, turns, m, i, j));
        }
      }
      if (largest < ORTHOGONAL) {
        break;
      }
    }
    return sorted(engine, rows, turns, m, n);
  }

  /** Rotates rows i and j until they are orthogonal; returns the cosine that they had. */
  private static double orthogonalize(double[] rows, int n, double[] turns, int m, int i, int j) {
    double a = dot(rows, n, i, i);
    double b = dot(rows, n, j, j);
    double product = dot(rows, n, i, j);
    if (product == 0 || a == 0 || b == 0) {
      return 0;
    }
    double cosine = Math.abs(product) / Math.sqrt(a * b);
    if (cosine >= ORTHOGONAL) {
      double zeta = (b - a) / (2 * product);
      double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
      double c = 1 / Math.sqrt(1 + t * t);
      rotate(rows, n, i, j, c, c * t);
      rotate(turns, m, i, j, c, c * t);
    }
    return cosine;
  }

  private static double dot(double[] rows, int n, int i, int j) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += rows[i * n + k] * rows[j * n + k];
    }
    return sum;
  }

  private static void rotate(double[] rows, int n, int i, int j, double c, double s) {
    for (int k = 0; k < n; k++) {
      double a = rows[i * n + k];
      double b = rows[j * n + k];
      rows[i * n + k] = c * a - s * b;
      rows[j * n + k] = s * a + c * b;
    }
  }

  private static Svd sorted(Engine engine, double[] rows, double[] turns, int m, int n) {
    double[] length = new double[m];
    for (int i = 0; i < m; i++) {
      length[i] = Math.sqrt(dot(rows, n, i, i));
    }
    int[] order =
        IntStream.range(0, m)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -length[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] left = new double[m * m];
    double[] singular = new double[m];
    double[] right = new double[m * n];
    for (int k = 0; k < m; k++) {
      int from = order[k];
      singular[k] = length[from];
      for (int i = 0; i < m; i++) {
        left[i * m + k] = turns[from * m + i];
      }
      for (int j = 0; j < n; j++) {
        right[k * n + j] = length[from] == 0 ? 0 : rows[from * n + j] / length[from];
      }
    }
    return new Svd(
        tensor(engine, left, m, m), tensor(engine, singular, m), tensor(engine, right, m, n));
  }

  private static double[] doubles(Engine engine, Tensor x) {
    float[] values = engine.toFloats(x);
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static Tensor tensor(Engine engine, double[] values, long... shape) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return engine.floats(out, shape);
  }
}
