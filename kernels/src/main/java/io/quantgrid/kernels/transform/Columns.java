package io.quantgrid.kernels.transform;

/** Figures of the columns of row-major matrices {@code [rows, columns]}. */
public final class Columns {
  private Columns() {}

  /** Raises {@code largest [columns]} to the largest magnitude of each column. */
  public static void raiseToAbsMax(float[] largest, float[] matrix) {
    int columns = largest.length;
    for (int row = 0; row < matrix.length; row += columns) {
      for (int j = 0; j < columns; j++) {
        largest[j] = Math.max(largest[j], Math.abs(matrix[row + j]));
      }
    }
  }

  /** Widens {@code lowest} and {@code highest [columns]} to the values of each column. */
  public static void widenToRange(float[] lowest, float[] highest, float[] matrix) {
    int columns = lowest.length;
    for (int row = 0; row < matrix.length; row += columns) {
      for (int j = 0; j < columns; j++) {
        lowest[j] = Math.min(lowest[j], matrix[row + j]);
        highest[j] = Math.max(highest[j], matrix[row + j]);
      }
    }
  }

  /**
   * Adds to {@code sums [columns]} what each weight is of the largest magnitude in its group: the
   * weights' side of AWQ's duo scaling, as llm-compressor 0.11 has it.
   *
   * @param group consecutive columns of a row that share a scale; divides the columns, or its last
   *     one is smaller
   */
  public static void addShareOfGroup(double[] sums, float[] matrix, int group) {
    float whole = 1e-6f;
    int columns = sums.length;
    for (int row = 0; row < matrix.length; row += columns) {
      for (int from = 0; from < columns; from += group) {
        int to = Math.min(from + group, columns);
        float largest = 0;
        for (int j = from; j < to; j++) {
          largest = Math.max(largest, Math.abs(matrix[row + j]));
        }
        for (int j = from; j < to; j++) {
          sums[j] += Math.abs(matrix[row + j]) / (largest + whole);
        }
      }
    }
  }

  /** Multiplies each column by its factor. */
  public static void multiply(float[] matrix, float[] factors) {
    int columns = factors.length;
    for (int row = 0; row < matrix.length; row += columns) {
      for (int j = 0; j < columns; j++) {
        matrix[row + j] *= factors[j];
      }
    }
  }

  /** Divides each of the rows by its divisor. */
  public static void divideRows(float[] matrix, float[] divisors) {
    int columns = matrix.length / Math.max(1, divisors.length);
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] /= divisors[i / columns];
    }
  }

  /** {@code [columns, rows]}. */
  public static float[] transpose(float[] matrix, int rows, int columns) {
    float[] out = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[j * rows + i] = matrix[i * columns + j];
      }
    }
    return out;
  }
}
