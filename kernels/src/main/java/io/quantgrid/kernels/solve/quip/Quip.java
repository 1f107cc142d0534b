package io.quantgrid.kernels.solve.quip;

import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.form.Rotated;
import io.quantgrid.kernels.form.Rotation;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.feedback.DampedFactor;
import io.quantgrid.kernels.solve.feedback.ErrorFeedback;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * QuIP (arXiv 2307.13304): weights and second moments are made incoherent by random rotations of
 * both sides (algorithm 1, with the Hadamard transform of arXiv 2402.04396 where sizes allow), then
 * rounded with adaptive feedback (LDLQ, section 3) to a grid that is symmetric about zero. The
 * scheme gives the integer type and which weights share a step; tensor or channel is enough, since
 * rotated weights are all of one size.
 *
 * <p>Notes: {@code damping}, the share that was needed.
 *
 * @param range the largest value of the grid in root mean squares, above 0, at most 16; 2.4 by
 *     default
 * @param damping share of the mean diagonal, above 0, at most 100; 0.01 by default
 * @param seed of the rotations; 1 by default
 */
public record Quip(double range, double damping, long seed) implements Solver {
  private static final double LARGEST_RANGE = 16;
  private static final double MOST_DAMPING = 100;

  public Quip {
    require(range > 0 && range <= LARGEST_RANGE, "range " + range, "above 0, at most 16");
    require(damping > 0 && damping <= MOST_DAMPING, "damping " + damping, "above 0, at most 100");
  }

  private static void require(boolean holds, String what, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot run quip with " + what + " (expected " + expected + ")");
    }
  }

  /** As the paper. */
  public static Quip defaults() {
    return new Quip(2.4, 0.01, 1);
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireFiniteWeights();
    InputStatistics inputs = layer.calibration("quip");
    requireScheme(layer);
    int rows = layer.rows();
    int columns = layer.columns();
    float[] weights = withoutDead(layer, inputs.secondMoments());
    float[] scales = columnScales(weights, inputs.secondMoments(), columns);
    long leftSeed = 2 * seed;
    long rightSeed = leftSeed + 1;
    float[] rotated = Rotated.rotate(weights, rows, scales, leftSeed, rightSeed);
    float[] moments = rotated(inputs.secondMoments(), scales, rightSeed);
    try (Scope scope = engine.scope()) {
      DampedFactor factor =
          DampedFactor.of(layer.name(), moments, DampedFactor.natural(columns), damping, engine);
      MidRiseRounding rounding = new MidRiseRounding(layer, rotated, range);
      ErrorFeedback.run(rotated, rows, factor, ErrorFeedback.USUAL_BLOCK, rounding, engine);
      TreeMap<String, Double> notes = new TreeMap<>();
      notes.put("damping", factor.damping());
      return new Solution(new Rotated(rounding.form(), scales, leftSeed, rightSeed), notes);
    }
  }

  private static void requireScheme(LinearLayer layer) {
    int bits = layer.scheme().element().bits();
    boolean integers =
        layer.scheme().element() instanceof IntegerType type
            && type.step() == 1
            && type.largest() - type.smallest() == (1 << bits) - 1;
    if (!integers || layer.scheme().granularity() instanceof Granularity.Block) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + layer.name()
              + " by quip to "
              + layer.scheme()
              + " (expected int2 to int8 per tensor, channel or group)");
    }
  }

  /** Weights whose input is always zero change nothing and would only widen the grid. */
  private static float[] withoutDead(LinearLayer layer, float[] moments) {
    int columns = layer.columns();
    float[] out = layer.weights().clone();
    for (int i = 0; i < out.length; i++) {
      int column = i % columns;
      out[i] = moments[column * columns + column] == 0 ? 0 : out[i];
    }
    return out;
  }

  /** {@code (H_jj / |W_j|^2)^(1/4)}, which balances both (section 4.2, algorithm 1). */
  private static float[] columnScales(float[] weights, float[] moments, int columns) {
    double[] squares = new double[columns];
    for (int i = 0; i < weights.length; i++) {
      squares[i % columns] += (double) weights[i] * weights[i];
    }
    float[] out = new float[columns];
    Arrays.fill(out, 1);
    for (int column = 0; column < columns; column++) {
      double moment = moments[column * columns + column];
      if (moment > 0 && squares[column] > 0) {
        out[column] = (float) Math.sqrt(Math.sqrt(moment / squares[column]));
      }
    }
    return out;
  }

  /** {@code R diag(s)^-1 H diag(s)^-1 R^T}. */
  private static float[] rotated(float[] moments, float[] scales, long seed) {
    int n = scales.length;
    float[] out = new float[moments.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = moments[i] / scales[i / n] / scales[i % n];
    }
    Rotation rotation = new Rotation(n, seed);
    for (int side = 0; side < 2; side++) {
      rotation.apply(out);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          float entry = out[i * n + j];
          out[i * n + j] = out[j * n + i];
          out[j * n + i] = entry;
        }
      }
    }
    return out;
  }
}
