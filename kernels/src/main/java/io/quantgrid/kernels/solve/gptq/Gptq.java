package io.quantgrid.kernels.solve.gptq;

import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.Grid;
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
 * GPTQ (arXiv 2210.17323, algorithm 1): columns are rounded one after the other, and what rounding
 * does to the outputs is made up for by the columns still to come. To any element type, floating
 * ones as in ZeroQuant-FP (arXiv 2307.09782), by any rule of scales. With the defaults and from the
 * same second moments, the codes are those of llm-compressor 0.11.
 *
 * <p>Notes: {@code damping}, the share that was needed; {@code dead_columns}, how many inputs are
 * always zero (their weights become zero).
 *
 * @param order in which columns are rounded; {@code STATIC} by default
 * @param groups which weights scales are found from; {@code ORIGINAL} by default
 * @param damping share of the mean diagonal of the second moments that is added to the diagonal,
 *     tenfold as often as the Cholesky factor fails; above 0, at most 100, 0.01 by default
 * @param block columns between products of matrices, 1 or more, 128 by default; changes nothing but
 *     speed and rounding errors
 */
public record Gptq(Order order, Groups groups, double damping, int block) implements Solver {
  private static final double MOST_DAMPING = 100;

  /** In which order columns are rounded: {@code actorder} of llm-compressor. */
  public enum Order {
    /** From the first to the last. */
    NONE,
    /** Those with the largest inputs first, in groups as they stand in the matrix. */
    STATIC,
    /** Those with the largest inputs first, which make up the first groups. */
    GROUP
  }

  /** Which weights scales are found from. */
  public enum Groups {
    /** Those of the layer. */
    ORIGINAL,
    /** What they have become when their group's turn comes, as the paper has it. */
    UPDATED
  }

  public Gptq {
    require(damping > 0 && damping <= MOST_DAMPING, "damping " + damping, "above 0, at most 100");
    require(block >= 1, "blocks of " + block, "1 or more");
    require(
        order != Order.STATIC || groups != Groups.UPDATED,
        "static order and updated groups",
        "original groups: they are not rounded one after the other");
  }

  private static void require(boolean holds, String what, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot run gptq with " + what + " (expected " + expected + ")");
    }
  }

  /** As llm-compressor 0.11. */
  public static Gptq defaults() {
    return new Gptq(Order.STATIC, Groups.ORIGINAL, 0.01, ErrorFeedback.USUAL_BLOCK);
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireFiniteWeights();
    InputStatistics inputs = layer.calibration("gptq");
    requireRows(layer.scheme());
    int columns = layer.columns();
    int[] sequence =
        order == Order.NONE
            ? DampedFactor.natural(columns)
            : DampedFactor.descending(inputs.secondMoments(), columns);
    boolean regrouped = order == Order.GROUP && hasGroups(layer);
    Grid grid =
        regrouped
            ? Grid.of(layer, reordered(layer, sequence), Grid.Scales.AS_COMPUTED)
            : Grid.of(layer, layer.weights(), Grid.Scales.AS_STORED);
    try (Scope scope = engine.scope()) {
      DampedFactor factor =
          DampedFactor.of(layer.name(), inputs.secondMoments(), sequence, damping, engine);
      boolean updated = groups == Groups.UPDATED && hasGroups(layer);
      GridRounding rounding =
          new GridRounding(grid, layer.rows(), sequence, regrouped, updated ? grid.groupSize() : 0);
      ErrorFeedback.run(layer.weights(), layer.rows(), factor, block, rounding, engine);
      return new Solution(form(grid, rounding, factor, regrouped), notes(factor));
    }
  }

  private void requireRows(Scheme scheme) {
    boolean related = scheme.rule() == ScaleRule.M2_ROW || scheme.rule() == ScaleRule.M2_TENSOR;
    boolean tiled = scheme.granularity() instanceof Granularity.Block;
    require(
        groups == Groups.ORIGINAL || !(related || tiled),
        "updated groups of " + scheme,
        "scales of one group of a row each");
  }

  private static boolean hasGroups(LinearLayer layer) {
    return layer.scheme().granularity().groupSize(layer.columns()) < layer.columns();
  }

  private static float[] reordered(LinearLayer layer, int[] sequence) {
    int columns = layer.columns();
    float[] out = new float[layer.weights().length];
    for (int row = 0; row < layer.rows(); row++) {
      for (int position = 0; position < columns; position++) {
        out[row * columns + position] = layer.weights()[row * columns + sequence[position]];
      }
    }
    return out;
  }

  private static WeightForm form(
      Grid grid, GridRounding rounding, DampedFactor factor, boolean regrouped) {
    if (!regrouped) {
      return new Plain(grid.matrix(rounding.codes()));
    }
    int[] groupOf = factor.positions();
    for (int column = 0; column < groupOf.length; column++) {
      groupOf[column] /= grid.groupSize();
    }
    return new ColumnGroups(grid.matrix(rounding.codes()), groupOf);
  }

  private static TreeMap<String, Double> notes(DampedFactor factor) {
    TreeMap<String, Double> notes = new TreeMap<>();
    notes.put("damping", factor.damping());
    int dead = 0;
    for (boolean isDead : factor.dead()) {
      dead += isDead ? 1 : 0;
    }
    notes.put("dead_columns", (double) dead);
    return notes;
  }
}
