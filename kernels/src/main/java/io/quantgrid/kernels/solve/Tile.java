package io.quantgrid.kernels.solve;

/** Values that share a scale: a rectangle of a row-major matrix with {@code stride} columns. */
record Tile(int firstRow, int rows, int firstColumn, int columns, int stride) {

  /** Where the tile's part of its {@code row}-th row begins. */
  int start(int row) {
    return (firstRow + row) * stride + firstColumn;
  }

  int size() {
    return rows * columns;
  }
}
