package io.quantgrid.kernels.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Tiles of one width that stand beside each other in consecutive rows.
 *
 * <pre>
 *  rows      [ tile 0 | tile 1 | ... ]     BY_ROW: every row has tiles of its own
 *                                          TOGETHER: tiles reach over all rows of the block
 * </pre>
 *
 * @param first the first column
 * @param across how many tiles stand beside each other
 * @param width columns of a tile
 * @param firstTile the first tile's place among the tiles of a block
 */
record Area(int first, int across, int width, int firstTile, Rows rows) {
  /** Whether rows share tiles. */
  enum Rows {
    BY_ROW,
    TOGETHER
  }

  private static final long[] LAST = {2};
  private static final long[] ROWS_AND_LAST = {0, 2};

  /** {@code [rows, columns]} to {@code [rows, across, width]}, a view; the caller frees it. */
  Tensor of(Tensor block) {
    long height = block.size(0);
    if (block.size(1) == (long) across * width) {
      return block.view(height, across, width);
    }
    Tensor part = block.narrow(1, first, (long) across * width);
    try {
      return part.view(height, across, width);
    } finally {
      part.deallocate();
    }
  }

  /** Numbers of the tiles, {@code [rows or 1, across, 1]}, a view; the caller frees it. */
  Tensor of(TileNumbers.Column numbers, long height) {
    return numbers.view(firstTile, rows == Rows.BY_ROW ? height : 1, across, 1);
  }

  /** The dimensions of {@link #of(Tensor)} that a tile reaches over. */
  long[] reduced() {
    return rows == Rows.BY_ROW ? LAST : ROWS_AND_LAST;
  }
}
