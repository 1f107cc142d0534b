package io.quantgrid.kernels.solve.finequant;

import io.quantgrid.kernels.form.MixedGroups;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * FineQuant (arXiv 2308.09723, section 4.2, adaptive fine-grained quantization): rounds to nearest
 * in groups whose size follows the weights alone. Every block of columns (a group of the scheme;
 * all columns, if per channel) starts as one group per row; groups are halved as long as that
 * lowers their mean range by more than {@code alpha} of it. Outliers that would stretch the scales
 * of many others are so confined to small groups, and blocks without them stay coarse.
 *
 * @param alpha the least fall of the mean range that is worth another halving, 0 to 1; default 0.2.
 *     The default is ours: groups of normally distributed weights fall by 0.08 from 128 to 64 and
 *     0.14 from 32 to 16, so that 0.2 asks for heavier tails than that.
 * @param smallest columns of a group that is not halved further, 1 or more; default 16, the
 *     smallest for which the scale costs at most a bit
 */
public record FineQuant(double alpha, int smallest) implements Solver {

  public FineQuant {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException(
          "Cannot set finequant's alpha to " + alpha + " (expected 0 to 1)");
    }
    if (smallest < 1) {
      throw new IllegalArgumentException(
          "Cannot set finequant's smallest group to " + smallest + " (expected 1 or more)");
    }
  }

  public static FineQuant defaults() {
    return new FineQuant(0.2, 16);
  }

  /** A {@link MixedGroups}. Notes: {@code mean_group}, columns per group, mean of the blocks. */
  @Override
  public Solution solve(LinearLayer layer, Engine engine) {
    Scheme scheme = layer.scheme();
    boolean grouped =
        scheme.granularity() instanceof Granularity.Group
            || scheme.granularity() instanceof Granularity.PerChannel;
    layer.requireScheme(
        grouped && !scheme.twoLevel() && layer.columns() > 0,
        "finequant",
        "groups or channels of one column or more, and scales of one level");
    layer.requireFiniteWeights();
    int width = scheme.granularity().groupSize(layer.columns());
    List<QuantizedMatrix> blocks = new ArrayList<>();
    double sizes = 0;
    for (int from = 0; from < layer.columns(); from += width) {
      float[] block = columns(layer, from, width);
      int size = size(block, layer.rows(), width, scheme.symmetry());
      Scheme own = scheme.with(new Granularity.Group(size));
      blocks.add(RoundToNearest.quantize(block, layer.rows(), width, own, layer.arithmetic()));
      sizes += size;
    }
    SortedMap<String, Double> notes = new TreeMap<>();
    notes.put("mean_group", sizes / blocks.size());
    return new Solution(new MixedGroups(blocks), notes);
  }

  /** Columns of each group of the block. */
  private int size(float[] block, int rows, int width, Symmetry symmetry) {
    int size = width;
    double range = meanRange(block, rows, width, size, symmetry);
    while (size % 2 == 0 && size / 2 >= smallest) {
      double halved = meanRange(block, rows, width, size / 2, symmetry);
      if (!(halved < (1 - alpha) * range)) {
        break;
      }
      range = halved;
      size /= 2;
    }
    return size;
  }

  /** Mean over all groups of what their scales have to cover. */
  private static double meanRange(float[] block, int rows, int width, int size, Symmetry symmetry) {
    double sum = 0;
    for (int start = 0; start < block.length; start += size) {
      float low = 0;
      float high = 0;
      for (int i = start; i < start + size; i++) {
        low = Math.min(low, block[i]);
        high = Math.max(high, block[i]);
      }
      sum += symmetry == Symmetry.ASYMMETRIC ? (double) high - low : Math.max(high, -low);
    }
    int perRow = width / size;
    return rows == 0 ? 0 : sum / rows / perRow;
  }

  private static float[] columns(LinearLayer layer, int from, int width) {
    float[] out = new float[layer.rows() * width];
    for (int row = 0; row < layer.rows(); row++) {
      System.arraycopy(layer.weights(), row * layer.columns() + from, out, row * width, width);
    }
    return out;
  }
}
