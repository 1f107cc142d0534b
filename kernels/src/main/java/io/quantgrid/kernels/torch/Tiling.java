package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.List;

/**
 * How a matrix is cut into blocks of whole rows, and blocks into tiles.
 *
 * @param rows of the matrix; of a tensor with one scale, of its entries put into rows
 * @param height rows of a block; the last may have fewer
 * @param across tiles beside each other
 * @param areas where the tiles of a block are
 */
record Tiling(int rows, int columns, int height, int across, List<Area> areas) {

  static Tiling of(Scheme scheme, int rows, int columns) {
    int across = QuantizedMatrix.groups(scheme, columns);
    int width = scheme.granularity().groupSize(columns);
    if (scheme.granularity() instanceof Granularity.Block block) {
      int whole = columns / width;
      Area main = new Area(0, whole, width, 0, Area.Rows.TOGETHER);
      Area edge = new Area(whole * width, 1, columns - whole * width, whole, Area.Rows.TOGETHER);
      List<Area> areas = edge.width() == 0 ? List.of(main) : List.of(main, edge);
      return new Tiling(rows, columns, Math.min(block.rows(), rows), across, areas);
    }
    int height = Math.max(1, Math.min(rows, Scratch.BLOCK / columns));
    Area area = new Area(0, across, width, 0, Area.Rows.BY_ROW);
    return new Tiling(rows, columns, height, across, List.of(area));
  }

  /** Rows of the block that begins at {@code row}. */
  int height(int row) {
    return Math.min(height, rows - row);
  }

  /** Tiles of a block of that many rows. */
  int tiles(int height) {
    return areas.get(0).rows() == Area.Rows.TOGETHER ? across : height * across;
  }

  /** Tiles of the matrix. */
  int tiles() {
    int blocks = (rows + height - 1) / height;
    return areas.get(0).rows() == Area.Rows.TOGETHER ? blocks * across : rows * across;
  }
}
