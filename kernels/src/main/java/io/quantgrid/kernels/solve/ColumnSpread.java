package io.quantgrid.kernels.solve;

import java.util.Arrays;

/**
 * Extremes and means of each column of matrices that come one after the other. Sums are kept in
 * double. Not thread safe.
 */
public final class ColumnSpread {
  private final int columns;
  private final float[] min;
  private final float[] max;
  private final double[] sums;
  private final double[] magnitudes;
  private long rows;

  public ColumnSpread(int columns) {
    this.columns = columns;
    this.min = new float[columns];
    this.max = new float[columns];
    this.sums = new double[columns];
    this.magnitudes = new double[columns];
    Arrays.fill(min, Float.POSITIVE_INFINITY);
    Arrays.fill(max, Float.NEGATIVE_INFINITY);
  }

  /** Takes in rows, row-major {@code [rows, columns]}, finite. */
  public void add(float[] values) {
    if (values.length % Math.max(1, columns) != 0) {
      throw new IllegalArgumentException(
          "Cannot add " + values.length + " numbers (expected rows of " + columns + ")");
    }
    for (int from = 0; from < values.length; from += columns) {
      for (int column = 0; column < columns; column++) {
        float x = values[from + column];
        min[column] = Math.min(min[column], x);
        max[column] = Math.max(max[column], x);
        sums[column] += x;
        magnitudes[column] += Math.abs(x);
      }
      rows++;
    }
  }

  public long rows() {
    return rows;
  }

  /** 0 before any row, as are the others. */
  public float[] min() {
    return rows == 0 ? new float[columns] : min.clone();
  }

  public float[] max() {
    return rows == 0 ? new float[columns] : max.clone();
  }

  /** Largest magnitude of each column. */
  public float[] absMax() {
    float[] out = new float[columns];
    for (int column = 0; column < columns && rows > 0; column++) {
      out[column] = Math.max(Math.abs(min[column]), Math.abs(max[column]));
    }
    return out;
  }

  public float[] mean() {
    return perRow(sums);
  }

  /** Mean magnitude of each column. */
  public float[] absMean() {
    return perRow(magnitudes);
  }

  private float[] perRow(double[] totals) {
    float[] out = new float[columns];
    for (int column = 0; column < columns && rows > 0; column++) {
      out[column] = (float) (totals[column] / rows);
    }
    return out;
  }

  /** The largest column's magnitude over the median column's; 0 where that is 0. */
  public double largestOverMedian() {
    float[] sorted = absMax();
    Arrays.sort(sorted);
    if (columns == 0 || sorted[columns / 2] == 0) {
      return 0;
    }
    return (double) sorted[columns - 1] / sorted[columns / 2];
  }
}
