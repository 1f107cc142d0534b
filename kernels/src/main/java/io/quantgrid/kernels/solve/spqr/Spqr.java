package io.quantgrid.kernels.solve.spqr;

import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.form.SecondLevel;
import io.quantgrid.kernels.form.Sparse;
import io.quantgrid.kernels.form.Sum;
import io.quantgrid.kernels.form.TwoLevelGroups;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.feedback.DampedFactor;
import io.quantgrid.kernels.solve.feedback.ErrorFeedback;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import java.util.TreeMap;

/**
 * SpQR (arXiv 2306.03078, algorithm 1): GPTQ in small groups whose scales and zero points are
 * quantized again, and the few weights whose rounding would hurt the outputs most beside them in 16
 * bits. The scheme gives the bits (int2 to int8) and, when it is in groups, their size; else they
 * are of 16 columns. Outliers are stored as what is missing to them.
 *
 * <p>Notes: {@code damping}, the share that was needed; {@code outliers}, how many.
 *
 * @param damping share of the mean diagonal, above 0, at most 100; 1.0 by default
 * @param threshold from which error an entry is an outlier, relative to what the mean weight would
 *     cost if it were zero; above 0, 0.2 by default, infinity for none
 * @param scaleBits bits of scales and zero points, 1 to 8; 3 by default
 * @param scaleRows rows whose scales share a range, a divisor of 256; 16 by default
 */
public record Spqr(double damping, double threshold, int scaleBits, int scaleRows)
    implements Solver {
  private static final int USUAL_GROUP = 16;
  private static final int ROWS_TOGETHER = 256;
  private static final double MOST_DAMPING = 100;

  public Spqr {
    require(damping > 0 && damping <= MOST_DAMPING, "damping " + damping, "above 0, at most 100");
    require(threshold > 0, "threshold " + threshold, "above 0");
    require(scaleBits >= 1 && scaleBits <= Byte.SIZE, "scales of " + scaleBits + " bits", "1 to 8");
    require(
        scaleRows >= 1 && ROWS_TOGETHER % scaleRows == 0,
        "ranges over " + scaleRows + " rows",
        "a divisor of 256");
  }

  private static void require(boolean holds, String what, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot run spqr with " + what + " (expected " + expected + ")");
    }
  }

  /** As the paper. */
  public static Spqr defaults() {
    return new Spqr(1, 0.2, 3, 16);
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireFiniteWeights();
    InputStatistics inputs = layer.calibration("spqr");
    int bits = bits(layer);
    int rows = layer.rows();
    int columns = layer.columns();
    int size =
        layer.scheme().granularity() instanceof Granularity.Group group
            ? group.size()
            : USUAL_GROUP;
    int groupSize = Math.min(size, columns);
    int groups = (columns + groupSize - 1) / groupSize;
    int[] order = DampedFactor.descending(inputs.secondMoments(), columns);
    try (Scope scope = engine.scope()) {
      DampedFactor factor =
          DampedFactor.of(layer.name(), inputs.secondMoments(), order, damping, engine);
      float[] sensitivity = factor.diagonal(engine);
      double limit = threshold * meanCost(layer, order, sensitivity);
      OutlierRounding rounding =
          new OutlierRounding(
              layer,
              order,
              bits,
              groupSize,
              SecondLevel.empty(groups, rows, scaleRows, scaleBits),
              SecondLevel.empty(groups, rows, scaleRows, scaleBits),
              sensitivity,
              limit);
      ErrorFeedback.run(layer.weights(), rows, factor, ErrorFeedback.USUAL_BLOCK, rounding, engine);
      TwoLevelGroups dense = rounding.dense();
      Sparse outliers = rounding.outliers();
      TreeMap<String, Double> notes = new TreeMap<>();
      notes.put("damping", factor.damping());
      notes.put("outliers", (double) outliers.values().length);
      return new Solution(Sum.of(dense, outliers), notes);
    }
  }

  private static int bits(LinearLayer layer) {
    int bits = layer.scheme().element().bits();
    if (!(layer.scheme().element() instanceof IntegerType type)
        || type.step() != 1
        || type.largest() - type.smallest() != (1 << bits) - 1) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + layer.name()
              + " by spqr to "
              + layer.scheme()
              + " (expected int2 to int8)");
    }
    return bits;
  }

  /** Mean over columns of their variance times what an error in them costs. */
  private static double meanCost(LinearLayer layer, int[] order, float[] sensitivity) {
    int rows = layer.rows();
    int columns = layer.columns();
    double[] sum = new double[columns];
    double[] squares = new double[columns];
    for (int i = 0; i < layer.weights().length; i++) {
      double weight = layer.weights()[i];
      sum[i % columns] += weight;
      squares[i % columns] += weight * weight;
    }
    double cost = 0;
    for (int position = 0; position < columns; position++) {
      int column = order[position];
      double mean = sum[column] / rows;
      double variance = Math.max(0, squares[column] / rows - mean * mean);
      cost += variance * sensitivity[position] * sensitivity[position] / columns;
    }
    return cost;
  }
}
