package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What scales are made from: extremes of tiles, and mean magnitudes where a rule asks for them. */
final class Extremes {
  private final boolean asymmetric;
  private final boolean means;

  Extremes(Scheme scheme) {
    this.asymmetric = scheme.symmetry() == Symmetry.ASYMMETRIC;
    this.means = scheme.rule() == ScaleRule.ABS_MEAN;
  }

  /**
   * Finds those of a block and puts them into the arrays of {@code tiles}, from {@code to} on.
   *
   * @param x float32 {@code [height, columns]}
   * @param room float32 of the same shape, which may be overwritten
   */
  void find(Tensor x, Tensor room, Tiling tiling, TileNumbers tiles, int to) {
    int height = (int) x.size(0);
    int count = tiling.tiles(height);
    if (asymmetric) {
      reduce(x, tiling, tiles.low, torch::amin_out);
      reduce(x, tiling, tiles.high, torch::amax_out);
      tiles.low.download(to, count);
      tiles.high.download(to, count);
      cut(tiles.low.numbers(), tiles.high.numbers(), to, count);
    } else {
      torch.abs_out(room, x);
      reduce(room, tiling, tiles.high, torch::amax_out);
      tiles.high.download(to, count);
      Arrays.fill(tiles.low.numbers(), to, to + count, 0);
    }
    if (means) {
      means(x, tiling, tiles.means, to);
    }
  }

  /** Adds the magnitudes of {@code x}, contiguous, where the rule asks for means. */
  double addMagnitudes(double before, Tensor x, int length) {
    double sum = before;
    if (means) {
      float[] values = TorchThread.current().scratch().values(x, length);
      for (int i = 0; i < length; i++) {
        sum += Math.abs(values[i]);
      }
    }
    return sum;
  }

  /** A range holds zero. NaN stays. */
  private static void cut(float[] low, float[] high, int from, int count) {
    for (int i = from; i < from + count; i++) {
      low[i] = Math.min(0, low[i]);
      high[i] = Math.max(0, high[i]);
    }
  }

  private interface Reduction {
    Tensor run(Tensor out, Tensor x, long[] dimensions, boolean keep);
  }

  private static void reduce(
      Tensor x, Tiling tiling, TileNumbers.Column into, Reduction reduction) {
    for (Area area : tiling.areas()) {
      Tensor part = area.of(x);
      Tensor found = area.of(into, x.size(0));
      try {
        reduction.run(found, part, area.reduced(), true);
      } finally {
        part.deallocate();
        found.deallocate();
      }
    }
  }

  /** In double, in row-major order of each tile: another order gives another sum. */
  private static void means(Tensor x, Tiling tiling, float[] means, int to) {
    int height = (int) x.size(0);
    int columns = tiling.columns();
    float[] values = TorchThread.current().scratch().values(x, height * columns);
    for (Area area : tiling.areas()) {
      boolean together = area.rows() == Area.Rows.TOGETHER;
      int tileHeight = together ? height : 1;
      for (int row = 0; row < height; row += tileHeight) {
        for (int tile = 0; tile < area.across(); tile++) {
          double sum = 0;
          for (int r = row; r < row + tileHeight; r++) {
            int start = r * columns + area.first() + tile * area.width();
            for (int i = start; i < start + area.width(); i++) {
              sum += Math.abs(values[i]);
            }
          }
          int at = to + area.firstTile() + (together ? 0 : row * area.across()) + tile;
          means[at] = (float) (sum / (tileHeight * area.width()));
        }
      }
    }
  }
}
