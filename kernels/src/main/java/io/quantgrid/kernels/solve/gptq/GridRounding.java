package io.quantgrid.kernels.solve.gptq;

import io.quantgrid.kernels.solve.Grid;
import io.quantgrid.kernels.solve.feedback.ColumnRounding;

/** Rounds columns to a grid and keeps the codes. */
final class GridRounding implements ColumnRounding {
  /** Columns that are turned into rows together. */
  private static final int TILE = 32;

  private final Grid grid;
  private final int rows;
  private final int[] sequence;
  private final boolean regrouped;
  private final int span;
  private final byte[] byColumn; // [columns, rows]

  /**
   * @param regrouped whether groups are runs of positions, not of columns
   * @param span columns of a group whose scales are found anew; 0: scales stay
   */
  GridRounding(Grid grid, int rows, int[] sequence, boolean regrouped, int span) {
    this.grid = grid;
    this.rows = rows;
    this.sequence = sequence;
    this.regrouped = regrouped;
    this.span = span;
    this.byColumn = new byte[rows * sequence.length];
  }

  @Override
  public int span() {
    return span;
  }

  @Override
  public void begin(int position, int positions, int firstRow, int height, float[][] current) {
    for (int i = 0; i < height; i++) {
      grid.find(firstRow + i, position / span, current, i);
    }
  }

  @Override
  public void round(int position, int firstRow, int height, float[] targets, float[] values) {
    int column = sequence[position];
    int group = (regrouped ? position : column) / grid.groupSize();
    grid.round(group, firstRow, height, targets, byColumn, column * rows + firstRow, values);
  }

  /** Row-major {@code [rows, columns]}, columns as they stand in the matrix. */
  byte[] codes() {
    int columns = sequence.length;
    byte[] out = new byte[byColumn.length];
    for (int start = 0; start < columns; start += TILE) {
      int end = Math.min(columns, start + TILE);
      for (int row = 0; row < rows; row++) {
        for (int column = start; column < end; column++) {
          out[row * columns + column] = byColumn[column * rows + row];
        }
      }
    }
    return out;
  }
}
