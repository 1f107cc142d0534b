package io.quantgrid.kernels.solve.spqr;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.form.SecondLevel;
import io.quantgrid.kernels.form.Sparse;
import io.quantgrid.kernels.form.TwoLevelGroups;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.feedback.ColumnRounding;

/**
 * Rounds to groups with scales of few bits, found without the outliers of each group, and puts
 * aside what would cost more than the limit.
 */
final class OutlierRounding implements ColumnRounding {
  private final int rows;
  private final int columns;
  private final int[] order;
  private final int bits;
  private final int groupSize;
  private final SecondLevel scales;
  private final SecondLevel zeros;
  private final float[] sensitivity;
  private final double limit;
  private final byte[] codes;
  private final float[] missing; // [rows, columns], columns as they stand in the matrix
  private final boolean[] kept;
  private final GroupFit fit;

  OutlierRounding(
      LinearLayer layer,
      int[] order,
      int bits,
      int groupSize,
      SecondLevel scales,
      SecondLevel zeros,
      float[] sensitivity,
      double limit) {
    this.rows = layer.rows();
    this.columns = layer.columns();
    this.order = order;
    this.bits = bits;
    this.groupSize = groupSize;
    this.scales = scales;
    this.zeros = zeros;
    this.sensitivity = sensitivity;
    this.limit = limit;
    this.codes = new byte[rows * columns];
    this.missing = new float[rows * columns];
    this.kept = new boolean[rows * columns];
    this.fit = new GroupFit(groupSize, bits, limit);
  }

  @Override
  public int span() {
    return groupSize;
  }

  @Override
  public void begin(int position, int positions, int firstRow, int height, float[][] current) {
    float[] scale = new float[height];
    float[] zero = new float[height];
    for (int i = 0; i < height; i++) {
      fit.fit(current, i, sensitivity, position, positions);
      scale[i] = fit.scale();
      zero[i] = fit.zero();
    }
    scales.put(position / groupSize, firstRow, height, scale);
    zeros.put(position / groupSize, firstRow, height, zero);
  }

  @Override
  public void round(int position, int firstRow, int height, float[] targets, float[] values) {
    int group = position / groupSize;
    int most = (1 << bits) - 1;
    for (int i = 0; i < height; i++) {
      int row = firstRow + i;
      float scale = scales.value(group, row);
      float zero = zeros.value(group, row);
      double place = scale == 0 ? 0 : Math.rint(targets[i] / scale + zero);
      int code = (int) Math.max(0, Math.min(most, place));
      float value = (code - zero) * scale;
      codes[row * columns + position] = (byte) code;
      double cost = ((double) targets[i] - value) * sensitivity[position];
      if (cost * cost > limit) {
        float rest = Float16.TYPE.decode(Float16.TYPE.encode(targets[i] - value));
        missing[row * columns + order[position]] = rest;
        kept[row * columns + order[position]] = rest != 0;
        value += rest;
      }
      values[i] = value;
    }
  }

  TwoLevelGroups dense() {
    return new TwoLevelGroups(rows, columns, bits, groupSize, codes, scales, zeros, order);
  }

  Sparse outliers() {
    return Sparse.of(rows, columns, missing, kept);
  }
}
