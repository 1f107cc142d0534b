package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.DynamicScales;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A round trip under a scale per row, group or tile, in blocks of rows. Where scales depend on each
 * other across the whole matrix, one pass finds the extremes and another quantizes.
 */
final class ManyScales {
  private final Tensor from;
  private final Tensor to;
  private final DType dtype;
  private final Tiling tiling;
  private final Quantizer quantizer;
  private final Extremes extremes;
  private final DynamicScales scales;
  private final boolean overMatrix;
  private final Scratch scratch = TorchThread.current().scratch();

  /**
   * @param from {@code [rows, columns]}, of {@code dtype}
   * @param to {@code [rows, columns]}, of {@code dtype}
   * @param fixed holds G of a two-level scheme, if that is static
   */
  ManyScales(
      Tensor from,
      Tensor to,
      DType dtype,
      Scheme scheme,
      Tiling tiling,
      Optional<StaticScale> fixed) {
    this.from = from;
    this.to = to;
    this.dtype = dtype;
    this.tiling = tiling;
    this.quantizer = new Quantizer(scheme);
    this.extremes = new Extremes(scheme);
    this.scales =
        fixed.isPresent()
            ? DynamicScales.under(scheme, fixed.get().scale())
            : DynamicScales.of(scheme);
    boolean onePerTensor =
        scheme.twoLevel() && fixed.isEmpty() && scheme.granularity() instanceof Granularity.Block;
    this.overMatrix = onePerTensor || scales.overMatrix();
  }

  void run() {
    int all = overMatrix ? tiling.tiles() : tiling.tiles(tiling.height());
    TileNumbers tiles = scratch.tiles(all);
    if (overMatrix) {
      int found = 0;
      for (int row = 0; row < tiling.rows(); row += tiling.height()) {
        int at = found;
        eachBlock(row, (part, out, block) -> find(part, block, tiles, at));
        found += tiling.tiles(tiling.height(row));
      }
      scale(tiles, all, all);
    }
    int done = 0;
    for (int row = 0; row < tiling.rows(); row += tiling.height()) {
      int count = tiling.tiles(tiling.height(row));
      int at = done;
      eachBlock(
          row,
          (part, out, block) -> {
            if (!overMatrix) {
              find(part, block, tiles, 0);
              scale(tiles, count, tiling.across());
            }
            quantizer.upload(tiles, overMatrix ? at : 0, count);
            Blocked.roundTrip(part, out, dtype, block, tiling, quantizer, tiles);
          });
      done += count;
    }
  }

  private void find(Tensor part, Block block, TileNumbers tiles, int to) {
    Tensor values = Blocked.floats(part, dtype, block, part.size(0), tiling.columns());
    Tensor room = block.t().view(part.size(0), tiling.columns());
    try {
      extremes.find(values, room, tiling, tiles, to);
    } finally {
      values.deallocate();
      room.deallocate();
    }
  }

  private void scale(TileNumbers tiles, int count, int together) {
    scales.find(
        tiles.low.numbers(),
        tiles.high.numbers(),
        tiles.means,
        count,
        together,
        tiles.scales.numbers(),
        tiles.zeroPoints.numbers());
  }

  private interface Work {
    void run(Tensor part, Tensor out, Block block);
  }

  private void eachBlock(int row, Work work) {
    int height = tiling.height(row);
    Block block = scratch.block(height * tiling.columns());
    Tensor part = from.narrow(0, row, height);
    Tensor out = to.narrow(0, row, height);
    try {
      work.run(part, out, block);
    } finally {
      part.deallocate();
      out.deallocate();
    }
  }
}
