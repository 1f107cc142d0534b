package io.quantgrid.kernels.transform;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * Clips weights group by group where that lowers the error of what the group adds to the output, as
 * AWQ's code does (github.com/mit-han-lab/llm-awq, auto_clip): the largest magnitude shrinks in
 * steps of one {@code grid}-th to half of it.
 */
public final class ClippingSearch {
  private static final double MOST = 0.5;

  private ClippingSearch() {}

  /**
   * Clips in place; a limit other than the largest magnitude is taken only where the error falls.
   *
   * @param weights row-major {@code [rows, columns]}
   * @param moments mean of {@code x x^T} of the inputs, row-major {@code [columns, columns]}
   * @param scheme how the weights will be quantized; its groups of a row are clipped one by one
   * @param arithmetic what scales are computed in
   * @param grid steps from the largest magnitude to 0, of which half are tried
   * @return share of the groups that were clipped
   */
  public static double clip(
      Engine engine,
      float[] weights,
      int rows,
      int columns,
      float[] moments,
      Scheme scheme,
      FloatType arithmetic,
      int grid) {
    int group = scheme.granularity().groupSize(columns);
    int groups = (columns + group - 1) / group;
    float[] largest = new float[rows * groups];
    for (int i = 0; i < weights.length; i++) {
      int at = i / columns * groups + i % columns / group;
      largest[at] = Math.max(largest[at], Math.abs(weights[i]));
    }
    double[] best = new double[largest.length];
    int[] bestStep = new int[largest.length];
    float[] clipped = new float[weights.length];
    for (int step = 0; step < (int) (MOST * grid); step++) {
      limit(weights, clipped, largest, step, grid, columns, group);
      float[] difference =
          RoundToNearest.quantize(clipped, rows, columns, scheme, arithmetic).dequantize();
      for (int i = 0; i < difference.length; i++) {
        difference[i] -= weights[i];
      }
      double[] error = errors(engine, difference, rows, columns, moments, group);
      for (int at = 0; at < best.length; at++) {
        if (step == 0 || error[at] < best[at]) {
          best[at] = error[at];
          bestStep[at] = step;
        }
      }
    }
    int changed = 0;
    for (int at = 0; at < largest.length; at++) {
      changed += bestStep[at] > 0 ? 1 : 0;
      largest[at] *= (float) (1 - (double) bestStep[at] / grid);
    }
    limit(weights, weights, largest, 0, grid, columns, group);
    return (double) changed / Math.max(1, largest.length);
  }

  private static void limit(
      float[] from, float[] to, float[] largest, int step, int grid, int columns, int group) {
    int groups = (columns + group - 1) / group;
    float shrunk = (float) (1 - (double) step / grid);
    for (int i = 0; i < from.length; i++) {
      float limit = shrunk * largest[i / columns * groups + i % columns / group];
      to[i] = Math.max(-limit, Math.min(limit, from[i]));
    }
  }

  /** {@code d H_gg d^T} for each row and group: {@code [rows, groups]}. */
  @SuppressWarnings("try") // the scope frees what is made while it is open
  private static double[] errors(
      Engine engine, float[] difference, int rows, int columns, float[] moments, int group) {
    int groups = (columns + group - 1) / group;
    double[] out = new double[rows * groups];
    try (Scope scope = engine.scope()) {
      Tensor all = engine.floats(difference, rows, columns);
      Tensor second = engine.floats(moments, columns, columns);
      for (int g = 0; g < groups; g++) {
        int from = g * group;
        int width = Math.min(group, columns - from);
        Tensor part = engine.contiguous(engine.narrow(all, 1, from, width));
        Tensor block =
            engine.contiguous(engine.narrow(engine.narrow(second, 0, from, width), 1, from, width));
        float[] error =
            engine.toFloats(engine.sum(engine.mul(engine.matmul(part, block), part), 1));
        for (int row = 0; row < rows; row++) {
          out[row * groups + g] = error[row];
        }
      }
    }
    return out;
  }
}
