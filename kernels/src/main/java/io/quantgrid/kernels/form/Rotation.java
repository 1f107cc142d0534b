package io.quantgrid.kernels.form;

import java.util.Random;

/**
 * A random orthogonal matrix of any size that a seed stands for: random signs, then a Hadamard
 * transform over the largest power of two in {@code n}, then small random orthogonal matrices over
 * the other factors (arXiv 2307.13304, section 4.1, multiplies two orthogonal matrices in the same
 * way; arXiv 2402.04396 has the Hadamard transform).
 *
 * <pre>
 *   n = 2^k * p * q      R = (H_2^k x P_p x Q_q) diag(signs)       x: Kronecker product
 * </pre>
 *
 * A factor beside the power of two that is 64 or less, or prime, stays whole: q = 1. Small matrices
 * are those that Gram-Schmidt makes, in double, of the normal numbers of {@link Random}, row by
 * row, P before Q, after the signs.
 */
public final class Rotation {
  private static final int WHOLE = 64;

  private final int size;
  private final int power;
  private final int p;
  private final int q;
  private final float[] signs;
  private final float[] first; // [p, p]
  private final float[] second; // [q, q]

  /**
   * @param size 1 or more
   */
  public Rotation(int size, long seed) {
    this(size, Integer.lowestOneBit(size), seed);
  }

  /** The same without a Hadamard transform: k = 0, for comparison. */
  public static Rotation withoutHadamard(int size, long seed) {
    return new Rotation(size, 1, seed);
  }

  private Rotation(int size, int power, long seed) {
    if (size < 1) {
      throw new IllegalArgumentException("Cannot rotate " + size + " numbers (expected 1 or more)");
    }
    this.size = size;
    this.power = power;
    int rest = size / power;
    this.q = rest <= WHOLE ? 1 : divisorNearRoot(rest);
    this.p = rest / q;
    Random random = new Random(seed);
    this.signs = new float[size];
    for (int i = 0; i < size; i++) {
      signs[i] = random.nextBoolean() ? 1 : -1;
    }
    this.first = orthogonal(p, random);
    this.second = orthogonal(q, random);
  }

  /** The largest divisor up to the square root. */
  private static int divisorNearRoot(int n) {
    int found = 1;
    for (int divisor = 2; (long) divisor * divisor <= n; divisor++) {
      found = n % divisor == 0 ? divisor : found;
    }
    return found;
  }

  private static float[] orthogonal(int n, Random random) {
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = random.nextGaussian();
      }
    }
    float[] out = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        double along = dot(rows[i], rows[k]);
        for (int j = 0; j < n; j++) {
          rows[i][j] -= along * rows[k][j];
        }
      }
      double length = Math.sqrt(dot(rows[i], rows[i]));
      for (int j = 0; j < n; j++) {
        rows[i][j] /= length;
        out[i * n + j] = (float) rows[i][j];
      }
    }
    return out;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Replaces every row x of {@code [count, size]} by {@code R x}. */
  public void apply(float[] rows) {
    float[] scratch = new float[size];
    for (int start = 0; start < rows.length; start += size) {
      for (int i = 0; i < size; i++) {
        rows[start + i] *= signs[i];
      }
      hadamard(rows, start);
      multiply(rows, start, first, p, q, false, scratch);
      multiply(rows, start, second, q, 1, false, scratch);
    }
  }

  /** Replaces every row x by {@code R^T x}: the inverse of {@link #apply}. */
  public void applyInverse(float[] rows) {
    float[] scratch = new float[size];
    for (int start = 0; start < rows.length; start += size) {
      multiply(rows, start, second, q, 1, true, scratch);
      multiply(rows, start, first, p, q, true, scratch);
      hadamard(rows, start);
      for (int i = 0; i < size; i++) {
        rows[start + i] *= signs[i];
      }
    }
  }

  /** Its own inverse. */
  private void hadamard(float[] x, int start) {
    int inner = size / power;
    for (int half = 1; half < power; half *= 2) {
      for (int i = 0; i < power; i += 2 * half) {
        int low = start + i * inner;
        int high = low + half * inner;
        for (int j = 0; j < half * inner; j++) {
          float a = x[low + j];
          float b = x[high + j];
          x[low + j] = a + b;
          x[high + j] = a - b;
        }
      }
    }
    float scale = (float) (1 / Math.sqrt(power));
    for (int i = start; i < start + size; i++) {
      x[i] *= scale;
    }
  }

  /** Along a factor of extent {@code n} whose entries are {@code stride} apart. */
  private void multiply(
      float[] x, int start, float[] by, int n, int stride, boolean transposed, float[] scratch) {
    if (n == 1) {
      // Of one number the sign alone.
      for (int i = start; i < start + size; i++) {
        x[i] *= by[0];
      }
      return;
    }
    for (int base = 0; base < size; base += n * stride) {
      for (int offset = 0; offset < stride; offset++) {
        for (int i = 0; i < n; i++) {
          float sum = 0;
          for (int j = 0; j < n; j++) {
            float entry = transposed ? by[j * n + i] : by[i * n + j];
            sum += entry * x[start + base + j * stride + offset];
          }
          scratch[base + i * stride + offset] = sum;
        }
      }
    }
    System.arraycopy(scratch, 0, x, start, size);
  }
}
