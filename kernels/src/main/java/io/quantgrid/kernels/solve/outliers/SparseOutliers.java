package io.quantgrid.kernels.solve.outliers;

import io.quantgrid.kernels.form.Sparse;
import io.quantgrid.kernels.form.Sum;
import io.quantgrid.kernels.solve.Compensation;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * The largest errors that a solver left, kept in 16 bits in a sparse matrix that is added. Where
 * there is calibration, an error weighs as much as the root mean square of its input.
 *
 * <p>Notes: {@code outliers}, how many were kept.
 *
 * @param share of the weights that are kept, above 0, at most 0.5; 0.005 by default, as SqueezeLLM
 *     (arXiv 2306.07629) adds
 */
public record SparseOutliers(double share) implements Compensation {
  private static final double LARGEST_SHARE = 0.5;

  public SparseOutliers {
    if (!(share > 0 && share <= LARGEST_SHARE)) {
      throw new IllegalArgumentException(
          "Cannot keep a share of " + share + " outliers (expected above 0, at most 0.5)");
    }
  }

  /** One weight in two hundred. */
  public static SparseOutliers defaults() {
    return new SparseOutliers(0.005);
  }

  @Override
  public Solution compensate(LinearLayer layer, Solution found, Engine engine) {
    int columns = layer.columns();
    float[] error = found.weight().dequantize();
    double[] weight = weights(layer);
    double[] size = new double[error.length];
    for (int i = 0; i < error.length; i++) {
      error[i] = layer.weights()[i] - error[i];
      size[i] = Math.abs(error[i]) * weight[i % columns];
    }
    double[] sorted = size.clone();
    Arrays.sort(sorted);
    int most = (int) Math.ceil(share * size.length);
    double limit = most >= size.length ? 0 : sorted[size.length - 1 - most];
    boolean[] kept = new boolean[size.length];
    int count = 0;
    for (int i = 0; i < size.length; i++) {
      kept[i] = size[i] > limit; // of equals at the limit none
      count += kept[i] ? 1 : 0;
    }
    TreeMap<String, Double> notes = new TreeMap<>(found.notes());
    notes.merge("outliers", (double) count, Double::sum);
    Sparse part = Sparse.of(layer.rows(), columns, error, kept);
    return new Solution(Sum.of(found.weight(), part), found.bias(), notes);
  }

  private static double[] weights(LinearLayer layer) {
    double[] out = new double[layer.columns()];
    Arrays.fill(out, 1);
    if (layer.inputs().isPresent()) {
      InputStatistics inputs = layer.calibration("sparse outliers");
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.sqrt(Math.max(0, inputs.secondMoments()[i * out.length + i]));
      }
    }
    return out;
  }
}
