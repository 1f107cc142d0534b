package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;

/** How a granularity cuts a matrix, in the order of its scales. */
record Tiles(int rows, int columns, int tileRows, int tileColumns, int across, int count) {

  static Tiles of(Scheme scheme, int rows, int columns) {
    Granularity granularity = scheme.granularity();
    int count = Math.toIntExact(QuantizedMatrix.scales(scheme, rows, columns));
    if (granularity instanceof Granularity.PerTensor) {
      return new Tiles(rows, columns, rows, columns, 1, count);
    }
    int tileRows = granularity instanceof Granularity.Block block ? block.rows() : 1;
    int across = QuantizedMatrix.groups(scheme, columns);
    return new Tiles(rows, columns, tileRows, granularity.groupSize(columns), across, count);
  }

  Tile tile(int index) {
    int row = across == 0 ? 0 : index / across * tileRows;
    int column = across == 0 ? 0 : index % across * tileColumns;
    int height = Math.min(tileRows, rows - row);
    int width = Math.min(tileColumns, columns - column);
    return new Tile(row, height, column, width, columns);
  }
}
