package io.quantgrid.kernels.solve.hqq;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.form.RealZeros;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * HQQ (Badri and Shaji, "Half-Quadratic Quantization of Large Machine Learning Models", 2023): the
 * zero point of every group minimizes {@code sum |w - dequantize(quantize(w))|^p}, p below 1, so
 * that few large errors weigh little, by half-quadratic splitting. Alternates the generalized
 * shrinkage of the error (its equation for {@code W_e}) and the mean that is the new zero point.
 * Scales stay those of the range. Needs no calibration.
 *
 * <p>Every default is that of {@code optimize_weights_proximal} in the authors' hqq package (0.1 to
 * 0.2), which starts from penalty 10 where the article has 1. Unlike there, every group stops by
 * itself and keeps the best zero point that it met, judged as it is stored: none is worse than the
 * one that it began with.
 *
 * @param norm p of the norm of the error, above 0, at most 1; default 0.7
 * @param penalty beta, weight of the split at first, above 0; default 10
 * @param growth kappa, factor of the penalty in every iteration, 1 to 10; default 1.01
 * @param iterations at most so many, 0 to 10000; default 20; with 0 the zero points are those of
 *     the range, unrounded
 */
public record HalfQuadratic(double norm, double penalty, double growth, int iterations)
    implements Solver {

  public HalfQuadratic {
    check(norm > 0 && norm <= 1, "norm", norm, "above 0, at most 1");
    check(penalty > 0 && penalty < 1e30, "penalty", penalty, "above 0, below 1e30");
    check(growth >= 1 && growth <= 10, "growth", growth, "1 to 10");
    check(iterations >= 0 && iterations <= 10_000, "iterations", iterations, "0 to 10000");
  }

  /** As the authors have them. */
  public static HalfQuadratic defaults() {
    return new HalfQuadratic(0.7, 10, 1.01, 20);
  }

  private static void check(boolean right, String name, double value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "Cannot set hqq's " + name + " to " + value + " (expected " + expected + ")");
    }
  }

  /**
   * A {@link RealZeros}. Notes: {@code error_fall}, by how much the norm of the errors fell from
   * the zero points of the range, 0 to 1; {@code iterations}, mean of the groups.
   */
  @Override
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireScheme(
        layer.scheme().element() instanceof IntegerType
            && layer.scheme().symmetry() == Symmetry.ASYMMETRIC
            && !(layer.scheme().granularity() instanceof Granularity.Block)
            && !(layer.scheme().granularity() instanceof Granularity.PerTensor),
        "hqq",
        "integers, asym, per group or channel, e.g. int4/group64/asym");
    layer.requireFiniteWeights();
    FloatType type = layer.scheme().scaleType().orElse(layer.arithmetic());
    int columns = layer.columns();
    int size = layer.scheme().granularity().groupSize(columns);
    int groups = QuantizedMatrix.groups(layer.scheme(), columns);
    byte[] codes = new byte[layer.weights().length];
    float[] scales = new float[layer.rows() * groups];
    float[] zeros = new float[scales.length];
    ZeroSearch search = new ZeroSearch(this, layer.scheme().element(), type);
    for (int i = 0; i < scales.length; i++) {
      int start = i / groups * columns + i % groups * size;
      search.find(layer.weights(), start, start + size);
      scales[i] = search.scale();
      zeros[i] = search.zero();
      search.encode(layer.weights(), start, start + size, codes);
    }
    SortedMap<String, Double> notes = new TreeMap<>();
    notes.put("error_fall", search.fall());
    notes.put("iterations", search.meanIterations());
    return new Solution(
        new RealZeros(layer.scheme(), layer.rows(), columns, codes, scales, type, zeros), notes);
  }
}
