package io.quantgrid.kernels.solve.feedback;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The factor of a damped second-moment matrix H that error feedback needs: with columns in reverse
 * order of rounding, {@code H = L L^T}. Column k then takes {@code sum over j before k of (w_j -
 * q_j) L_jk / L_kk}, which is LDLQ (arXiv 2307.13304, section 3) and equals GPTQ's updates by the
 * Cholesky factor U of the inverse (theorem 6 there), without the inverse: {@code U_kk = 1 / L_kk}.
 *
 * @param order the column at each position
 * @param damping share of the mean diagonal that was added to the diagonal
 * @param lower L {@code [n, n]}; position p is its row and column {@code n - 1 - p}. Belongs to the
 *     scope it was made in.
 * @param dead positions of columns whose input is always zero
 */
public record DampedFactor(int[] order, double damping, Tensor lower, boolean[] dead) {
  private static final double STEP = 10;
  private static final double LARGEST = 1e6;

  /**
   * Factors second moments, with ten times the damping as often as that fails.
   *
   * @param layer for messages
   * @param moments row-major {@code [n, n]}, finite
   * @param order the column to round first, second ...
   * @param damping above 0
   * @throws IllegalArgumentException when no damping helps: the matrix is no second moment
   */
  public static DampedFactor of(
      String layer, float[] moments, int[] order, double damping, Engine engine) {
    int n = order.length;
    boolean[] dead = new boolean[n];
    double mean = 0;
    int alive = 0;
    for (int position = 0; position < n; position++) {
      float entry = moments[order[position] * n + order[position]];
      dead[position] = entry == 0;
      mean += entry;
      alive += entry == 0 ? 0 : 1;
    }
    mean = alive == 0 ? 1 : mean / alive;
    float[] turned = turned(moments, order);
    for (double share = damping; share <= LARGEST; share *= STEP) {
      for (int i = 0; i < n; i++) {
        float entry = moments[order[n - 1 - i] * n + order[n - 1 - i]];
        turned[i * n + i] = (float) ((entry == 0 ? mean : entry) + share * mean);
      }
      Optional<Tensor> lower = engine.cholesky(engine.floats(turned, n, n));
      if (lower.isPresent()) {
        return new DampedFactor(order, share, lower.get(), dead);
      }
    }
    throw new IllegalArgumentException(
        "Cannot quantize "
            + layer
            + ": its inputs' second moments have no Cholesky factor under damping "
            + LARGEST
            + " (expected a symmetric matrix without negative eigenvalues)");
  }

  /** The columns as they stand. */
  public static int[] natural(int columns) {
    return IntStream.range(0, columns).toArray();
  }

  /** The columns with the largest second moments first, the first of equals first. */
  public static int[] descending(float[] moments, int columns) {
    return IntStream.range(0, columns)
        .boxed()
        .sorted((a, b) -> Float.compare(moments[b * columns + b], moments[a * columns + a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Position of each column. */
  public int[] positions() {
    int[] out = new int[order.length];
    for (int position = 0; position < out.length; position++) {
      out[order[position]] = position;
    }
    return out;
  }

  /**
   * {@code L_kk} of each position: what an error in it costs, squared, once all later ones help.
   */
  public float[] diagonal(Engine engine) {
    int n = order.length;
    float[] out = new float[n];
    try (Tensor all = engine.reshape(lower, (long) n * n);
        Tensor places =
            engine.longs(IntStream.range(0, n).mapToLong(i -> i * (n + 1L)).toArray(), n);
        Tensor found = engine.indexSelect(all, 0, places)) {
      float[] reversed = engine.toFloats(found);
      for (int i = 0; i < n; i++) {
        out[i] = reversed[n - 1 - i];
      }
    }
    return out;
  }

  private static float[] turned(float[] moments, int[] order) {
    int n = order.length;
    float[] out = new float[n * n];
    for (int i = 0; i < n; i++) {
      int from = order[n - 1 - i] * n;
      int to = i * n;
      for (int j = 0; j <= i; j++) {
        out[to + j] = moments[from + order[n - 1 - j]];
      }
    }
    return out;
  }
}
