package io.quantgrid.kernels.solve.feedback;

/**
 * Chooses the values of one column after the other, for a run of rows at a time. A position is a
 * place in the order of columns, 0 the first to be rounded.
 */
public interface ColumnRounding {
  /**
   * How many positions are looked at together by {@link #begin}, from each multiple of it on; 0:
   * none are.
   */
  default int span() {
    return 0;
  }

  /**
   * Called before the columns of a span are rounded.
   *
   * @param current {@code [positions, rows]}: the weights as they would now be best if none of
   *     these were rounded (equation 3 of arXiv 2210.17323)
   */
  default void begin(int position, int positions, int firstRow, int rows, float[][] current) {}

  /**
   * Rounds one column of rows {@code firstRow .. firstRow + rows - 1}.
   *
   * @param targets what to round
   * @param values to be filled with the values of what is stored
   */
  void round(int position, int firstRow, int rows, float[] targets, float[] values);
}
