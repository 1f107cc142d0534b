package io.quantgrid.kernels.solve.quip;

import io.quantgrid.kernels.form.MidRise;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.feedback.ColumnRounding;

/** Rounds to a grid with as many values above zero as below. */
final class MidRiseRounding implements ColumnRounding {
  private final LinearLayer layer;
  private final float[] steps;
  private final byte[] codes;
  private final float low;
  private final float high;

  /**
   * @param weights rotated, row-major
   * @param range the largest value of the grid, in root mean squares of what shares a step
   */
  MidRiseRounding(LinearLayer layer, float[] weights, double range) {
    this.layer = layer;
    this.codes = new byte[weights.length];
    this.low = layer.scheme().element().smallest();
    this.high = layer.scheme().element().largest();
    int count =
        Math.toIntExact(QuantizedMatrix.scales(layer.scheme(), layer.rows(), layer.columns()));
    this.steps = new float[count];
    double[] squares = new double[count];
    int[] counts = new int[count];
    for (int i = 0; i < weights.length; i++) {
      int at = step(i / layer.columns(), i % layer.columns());
      squares[at] += (double) weights[i] * weights[i];
      counts[at]++;
    }
    for (int at = 0; at < count; at++) {
      double rms = Math.sqrt(squares[at] / Math.max(1, counts[at]));
      steps[at] = layer.arithmetic().round((float) (2 * range * rms / (high - low)));
    }
  }

  private int step(int row, int column) {
    return MidRise.step(layer.scheme(), layer.columns(), steps.length, row, column);
  }

  @Override
  public void round(int position, int firstRow, int rows, float[] targets, float[] values) {
    for (int i = 0; i < rows; i++) {
      int row = firstRow + i;
      float step = steps[step(row, position)];
      double code = step == 0 ? 0 : Math.rint(targets[i] / step - 0.5);
      code = Math.max(low, Math.min(high, code));
      codes[row * layer.columns() + position] = (byte) code;
      values[i] = (float) (code + 0.5) * step;
    }
  }

  MidRise form() {
    return new MidRise(
        layer.scheme(), layer.rows(), layer.columns(), codes, steps, layer.arithmetic());
  }
}
