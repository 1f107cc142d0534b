package io.quantgrid.kernels.solve.billm;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.form.BinaryPlanes;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.feedback.ColumnRounding;
import java.util.Arrays;
import java.util.BitSet;

/** Finds the four scales of a row's block, then takes the nearest value of each weight. */
final class PlaneRounding implements ColumnRounding {
  private static final int ORDER = 0;
  private static final int RESIDUAL = 1;
  private static final int CONCENTRATED = 2;
  private static final int SPARSE = 3;

  private final String layer;
  private final int rows;
  private final int columns;
  private final int block;
  private final BitSet salient;
  private final int[] index; // of each column among the salient ones, or among the others
  private final int strong;
  private final FloatType type;
  private final float[] scales;
  private final BitSet signs = new BitSet();
  private final BitSet residualSigns = new BitSet();
  private final BitSet sparse = new BitSet();

  PlaneRounding(String layer, int rows, int columns, int block, BitSet salient, FloatType type) {
    this.layer = layer;
    this.rows = rows;
    this.columns = columns;
    this.block = block;
    this.salient = salient;
    this.type = type;
    this.strong = salient.cardinality();
    this.scales = new float[rows * BinaryPlanes.blocks(columns, block) * BinaryPlanes.SCALES];
    this.index = new int[columns];
    int seen = 0;
    for (int column = 0; column < columns; column++) {
      index[column] = salient.get(column) ? seen++ : column - seen;
    }
  }

  @Override
  public int span() {
    return block;
  }

  @Override
  public void begin(int position, int positions, int firstRow, int height, float[][] current) {
    double[] strongOnes = new double[positions];
    double[] others = new double[positions];
    for (int i = 0; i < height; i++) {
      int strongCount = 0;
      int otherCount = 0;
      for (int k = 0; k < positions; k++) {
        double magnitude = Math.abs(current[k][i]);
        if (salient.get(position + k)) {
          strongOnes[strongCount++] = magnitude;
        } else {
          others[otherCount++] = magnitude;
        }
      }
      int at = at(firstRow + i, position);
      twice(strongOnes, strongCount, at);
      split(others, otherCount, at);
      for (int k = 0; k < BinaryPlanes.SCALES; k++) {
        LinearLayer.requireFiniteScale(layer, firstRow + i, scales[at + k], type);
      }
    }
  }

  private int at(int row, int column) {
    int blocks = BinaryPlanes.blocks(columns, block);
    return (row * blocks + column / block) * BinaryPlanes.SCALES;
  }

  /** Mean magnitude, and mean magnitude of what that leaves. */
  private void twice(double[] magnitudes, int count, int at) {
    if (count == 0) {
      return;
    }
    double mean = Arrays.stream(magnitudes, 0, count).sum() / count;
    double rest = 0;
    for (int i = 0; i < count; i++) {
      rest += Math.abs(magnitudes[i] - mean);
    }
    scales[at + ORDER] = type.round((float) mean);
    scales[at + RESIDUAL] = type.round((float) (rest / count));
  }

  /**
   * The break point with the least squared error: with the k smallest apart that error is the sum
   * of squares less {@code S_k^2 / k + (S - S_k)^2 / (n - k)}, S sums of magnitudes.
   */
  private void split(double[] magnitudes, int count, int at) {
    if (count == 0) {
      return;
    }
    Arrays.sort(magnitudes, 0, count);
    double all = Arrays.stream(magnitudes, 0, count).sum();
    double best = all * all / count;
    double low = all / count;
    double high = low;
    double sum = 0;
    for (int k = 1; k < count; k++) {
      sum += magnitudes[k - 1];
      double gain = sum * sum / k + (all - sum) * (all - sum) / (count - k);
      if (gain > best) {
        best = gain;
        low = sum / k;
        high = (all - sum) / (count - k);
      }
    }
    scales[at + CONCENTRATED] = type.round((float) low);
    scales[at + SPARSE] = type.round((float) high);
  }

  @Override
  public void round(int position, int firstRow, int height, float[] targets, float[] values) {
    boolean twice = salient.get(position);
    for (int i = 0; i < height; i++) {
      int row = firstRow + i;
      int at = at(row, position);
      float magnitude = Math.abs(targets[i]);
      boolean positive = targets[i] >= 0;
      float value;
      if (twice) {
        boolean more = magnitude >= scales[at + ORDER];
        value = scales[at + ORDER] + (more ? scales[at + RESIDUAL] : -scales[at + RESIDUAL]);
        residualSigns.set(row * strong + index[position], more == positive);
      } else {
        boolean far = 2 * magnitude > scales[at + CONCENTRATED] + scales[at + SPARSE];
        value = scales[at + (far ? SPARSE : CONCENTRATED)];
        sparse.set(row * (columns - strong) + index[position], far);
      }
      signs.set(row * columns + position, positive);
      values[i] = positive ? value : -value;
    }
  }

  BinaryPlanes planes() {
    return new BinaryPlanes(
        rows, columns, block, salient, signs, residualSigns, sparse, scales, type);
  }
}
