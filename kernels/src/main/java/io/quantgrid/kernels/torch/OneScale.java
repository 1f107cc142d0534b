package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.DynamicScales;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A round trip under one scale for the whole tensor, in blocks of entries. */
final class OneScale {
  private final Tensor from;
  private final Tensor to;
  private final DType dtype;
  private final Scheme scheme;
  private final Quantizer quantizer;
  private final Scratch scratch = TorchThread.current().scratch();
  private final long count;

  /**
   * @param from {@code [n]}, of {@code dtype}
   * @param to {@code [n]}, of {@code dtype}
   */
  OneScale(Tensor from, Tensor to, DType dtype, Scheme scheme) {
    this.from = from;
    this.to = to;
    this.dtype = dtype;
    this.scheme = scheme;
    this.quantizer = new Quantizer(scheme);
    this.count = from.numel();
  }

  /** With the scale that the values themselves give. */
  void run() {
    Extremes extremes = new Extremes(scheme);
    TileNumbers tiles = scratch.tiles(2);
    float low = 0;
    float high = 0;
    double sum = 0;
    for (long start = 0; start < count; start += Scratch.BLOCK) {
      int length = length(start);
      Block block = scratch.block(length);
      Tensor part = from.narrow(0, start, length);
      Tensor values = Blocked.floats(part, dtype, block, 1, length);
      Tensor room = block.t().view(1, length);
      try {
        extremes.find(values, room, tiling(length), tiles, 0);
        low = Math.min(low, tiles.low.numbers()[0]);
        high = Math.max(high, tiles.high.numbers()[0]);
        sum = extremes.addMagnitudes(sum, values, length);
      } finally {
        part.deallocate();
        values.deallocate();
        room.deallocate();
      }
    }
    tiles.low.numbers()[0] = low;
    tiles.high.numbers()[0] = high;
    tiles.means[0] = (float) (sum / count);
    DynamicScales.of(scheme)
        .find(
            tiles.low.numbers(),
            tiles.high.numbers(),
            tiles.means,
            1,
            1,
            tiles.scales.numbers(),
            tiles.zeroPoints.numbers());
    apply(tiles);
  }

  /** With a scale from calibration. */
  void run(float scale, float zeroPoint) {
    TileNumbers tiles = scratch.tiles(2);
    tiles.scales.numbers()[0] = scale;
    tiles.zeroPoints.numbers()[0] = zeroPoint;
    apply(tiles);
  }

  private void apply(TileNumbers tiles) {
    quantizer.upload(tiles, 0, 1);
    for (long start = 0; start < count; start += Scratch.BLOCK) {
      int length = length(start);
      Block block = scratch.block(length);
      Tensor part = from.narrow(0, start, length);
      Tensor partOut = to.narrow(0, start, length);
      Tensor row = partOut.view(1, length);
      try {
        Blocked.roundTrip(part, row, dtype, block, tiling(length), quantizer, tiles);
      } finally {
        part.deallocate();
        partOut.deallocate();
        row.deallocate();
      }
    }
  }

  private int length(long start) {
    return (int) Math.min(Scratch.BLOCK, count - start);
  }

  /** One row with one tile. */
  private static Tiling tiling(int length) {
    Area area = new Area(0, 1, length, 0, Area.Rows.BY_ROW);
    return new Tiling(1, length, 1, 1, List.of(area));
  }
}
