package io.quantgrid.kernels.solve.lorc;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.form.LowRank;
import io.quantgrid.kernels.form.Sum;
import io.quantgrid.kernels.solve.Compensation;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Svd;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.TreeMap;

/**
 * LoRC, the low-rank compensation of ZeroQuant-V2 (arXiv 2303.08302, section 5): the best matrix of
 * low rank is added to what a solver left, {@code E = W - Q = U diag(s) V} cut after the largest
 * singular values (Eckart and Young), so that the squared error is that of the values left out.
 *
 * <p>Notes: {@code lorc_rank}, how many were kept, and {@code lorc_share}, their share of the
 * squared error.
 *
 * @param rank how many, 1 or more, 8 by default; a matrix that has fewer takes all
 * @param factors what U and V are stored in; {@code INT8} by default
 */
public record Lorc(int rank, Factors factors) implements Compensation {
  private static final float LARGEST_CODE = 127;

  /** What factors are stored in. */
  public enum Factors {
    /** Each column of U and row of V by its largest magnitude. */
    INT8,
    FLOAT16
  }

  public Lorc {
    if (rank < 1) {
      throw new IllegalArgumentException(
          "Cannot run lorc with rank " + rank + " (expected 1 or more)");
    }
  }

  /** As the paper: rank 8, factors in 8 bits. */
  public static Lorc defaults() {
    return new Lorc(8, Factors.INT8);
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public Solution compensate(LinearLayer layer, Solution found, Engine engine) {
    int rows = layer.rows();
    int columns = layer.columns();
    float[] error = found.weight().dequantize();
    for (int i = 0; i < error.length; i++) {
      error[i] = layer.weights()[i] - error[i];
    }
    try (Scope scope = engine.scope()) {
      Svd svd = engine.svd(engine.floats(error, rows, columns));
      int kept = (int) Math.min(rank, svd.singular().elements());
      Tensor left = engine.narrow(svd.left(), 1, 0, kept);
      Tensor right = engine.narrow(svd.right(), 0, 0, kept);
      float[] singular = engine.toFloats(svd.singular());
      LowRank part =
          stored(
              layer,
              engine.toFloats(engine.contiguous(left)),
              engine.toFloats(engine.contiguous(right)),
              java.util.Arrays.copyOf(singular, kept));
      TreeMap<String, Double> notes = new TreeMap<>(found.notes());
      notes.put("lorc_rank", (double) kept);
      notes.put("lorc_share", share(singular, kept));
      return new Solution(Sum.of(found.weight(), part), found.bias(), notes);
    }
  }

  private static double share(float[] singular, int kept) {
    double all = 0;
    double first = 0;
    for (int i = 0; i < singular.length; i++) {
      all += (double) singular[i] * singular[i];
      first = i < kept ? all : first;
    }
    return all == 0 ? 1 : first / all;
  }

  private LowRank stored(LinearLayer layer, float[] left, float[] right, float[] singular) {
    int kept = singular.length;
    float[] scales = singular.clone();
    for (int k = 0; k < kept; k++) {
      scales[k] *= round(left, k, kept, layer.rows());
      scales[k] *= round(right, k * layer.columns(), 1, layer.columns());
    }
    DType type = factors == Factors.INT8 ? DType.INT8 : DType.FLOAT16;
    return new LowRank(layer.rows(), layer.columns(), type, left, right, scales);
  }

  /** Rounds {@code count} values from {@code start} on, {@code step} apart; returns their scale. */
  private float round(float[] values, int start, int step, int count) {
    float largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(values[start + i * step]));
    }
    float scale = factors == Factors.FLOAT16 || largest == 0 ? 1 : largest / LARGEST_CODE;
    for (int i = 0; i < count; i++) {
      int at = start + i * step;
      values[at] =
          factors == Factors.FLOAT16
              ? Float16.TYPE.round(values[at])
              : (float) Math.rint(values[at] / scale);
    }
    return scale;
  }
}
