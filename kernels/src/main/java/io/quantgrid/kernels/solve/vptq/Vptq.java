package io.quantgrid.kernels.solve.vptq;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.form.Codebooks;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.feedback.DampedFactor;
import io.quantgrid.kernels.solve.feedback.ErrorFeedback;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * VPTQ (arXiv 2409.17066): vectors of {@code vector} rows of one column become the nearest of
 * {@code centroids} centroids. These are found by k-means weighted by the diagonal of the Hessian
 * from k-means++ starts; then the columns are assigned one after the other, each with the errors of
 * those before it compensated (channel-independent second-order optimization). A second codebook
 * may add what the first leaves (residual vector quantization), and the columns of the largest
 * second moments have a finer codebook of their own (outlier elimination). Weights are first
 * divided by the root mean square of their row, a scale more than the paper has, which costs a
 * number per row.
 *
 * <p>Bits per weight are {@code log2(centroids) / vector}, and {@code log2(residual) / vector} with
 * a residual codebook, whatever the layer's scheme; codebooks add to that. The paper's codebooks of
 * up to 65536 centroids are for layers of many millions of weights; the defaults take 2 bits and,
 * from half a million weights on, less than 0.1 more.
 *
 * @param vector weights of a vector: 1, 2, 4, 8 or 16; default 4
 * @param centroids of the codebook, 2 to 4096; default 256; fewer where there are fewer vectors
 * @param residual centroids of the residual codebook, 2 to 4096, or 0 for none; default 0
 * @param outlierShare of the columns, 0 to 0.5; default 0.01
 * @param outlierVector weights of a vector of outlier columns, as {@code vector}; default 2
 * @param outlierCentroids of their codebook, 2 to 4096; default 64
 * @param iterations of k-means, at most, 1 to 1000; default 25
 * @param seed of k-means++; default 0
 * @param damping share of the mean diagonal added to the second moments, above 0; default 0.01
 */
public record Vptq(
    int vector,
    int centroids,
    int residual,
    double outlierShare,
    int outlierVector,
    int outlierCentroids,
    int iterations,
    long seed,
    double damping)
    implements Solver {
  private static final int LONGEST = 16;
  private static final int MOST = 4096;

  public Vptq {
    check(isLength(vector), "vector", vector, "1, 2, 4, 8 or 16");
    check(isSize(centroids), "centroids", centroids, "2 to 4096");
    check(residual == 0 || isSize(residual), "residual", residual, "0, or 2 to 4096");
    check(outlierShare >= 0 && outlierShare <= 0.5, "outlierShare", outlierShare, "0 to 0.5");
    check(isLength(outlierVector), "outlierVector", outlierVector, "1, 2, 4, 8 or 16");
    check(isSize(outlierCentroids), "outlierCentroids", outlierCentroids, "2 to 4096");
    check(iterations >= 1 && iterations <= 1000, "iterations", iterations, "1 to 1000");
    check(damping > 0 && Double.isFinite(damping), "damping", damping, "above 0");
  }

  public static Vptq defaults() {
    return new Vptq(4, 256, 0, 0.01, 2, 64, 25, 0, 0.01);
  }

  private static boolean isLength(int length) {
    return length >= 1 && length <= LONGEST && Integer.bitCount(length) == 1;
  }

  private static boolean isSize(int size) {
    return size >= 2 && size <= MOST;
  }

  private static void check(boolean right, String name, double value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "Cannot set vptq's " + name + " to " + value + " (expected " + expected + ")");
    }
  }

  /**
   * {@link Codebooks}. Notes: {@code damping} that was needed, {@code outliers}, columns with the
   * finer codebook.
   */
  @Override
  @SuppressWarnings("try") // scopes are there to be closed
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireScheme(
        layer.rows() > 0 && layer.columns() > 0, "vptq", "a layer of one weight or more");
    layer.requireFiniteWeights();
    float[] moments = layer.calibration("vptq").secondMoments();
    FloatType type = layer.scheme().scaleType().orElse(layer.arithmetic());
    try (Scope scope = engine.scope()) {
      int[] order = DampedFactor.descending(moments, layer.columns());
      DampedFactor factor = DampedFactor.of(layer.name(), moments, order, damping, engine);
      int outliers = (int) Math.round(outlierShare * layer.columns());
      VectorRounding rounding =
          new VectorRounding(new Training(this, layer, type, order), outliers);
      ErrorFeedback.run(
          layer.weights(), layer.rows(), factor, ErrorFeedback.USUAL_BLOCK, rounding, engine);
      Codebooks form = rounding.form();
      SortedMap<String, Double> notes = new TreeMap<>();
      notes.put("damping", factor.damping());
      notes.put("outliers", (double) outliers);
      return new Solution(form, notes);
    }
  }
}
