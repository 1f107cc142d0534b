package io.quantgrid.kernels.solve.pbllm;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.form.PartlyBinary;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.feedback.ColumnRounding;
import java.util.BitSet;

/** Salient weights to eight bits, others to the sign of the weight. */
final class MixedRounding implements ColumnRounding {
  private final LinearLayer layer;
  private final int columns;
  private final int group;
  private final int groups;
  private final BitSet salient;
  private final FloatType type;
  private final byte[] codes; // of all weights: signs where not salient
  private final float[] scales;
  private final float[] salientScales;

  MixedRounding(LinearLayer layer, BitSet salient, FloatType type) {
    this.layer = layer;
    this.columns = layer.columns();
    this.group = layer.scheme().granularity().groupSize(columns);
    this.groups = (columns + group - 1) / group;
    this.salient = salient;
    this.type = type;
    this.codes = new byte[layer.weights().length];
    this.scales = new float[layer.rows() * groups];
    this.salientScales = new float[layer.rows()];
    float most = Int8.TYPE.largest();
    for (int row = 0; row < salientScales.length; row++) {
      float largest = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        largest = Math.max(largest, salient.get(i) ? Math.abs(layer.weights()[i]) : 0);
      }
      salientScales[row] = stored(largest / most, row);
    }
  }

  /** The scale as it is stored. */
  private float stored(float scale, int row) {
    float out = type.round(scale);
    LinearLayer.requireFiniteScale(layer.name(), row, out, type);
    return out;
  }

  @Override
  public int span() {
    return group;
  }

  @Override
  public void begin(int position, int positions, int firstRow, int height, float[][] current) {
    for (int i = 0; i < height; i++) {
      int row = firstRow + i;
      double sum = 0;
      int count = 0;
      for (int k = 0; k < positions; k++) {
        if (!salient.get(row * columns + position + k)) {
          sum += Math.abs(current[k][i]);
          count++;
        }
      }
      scales[row * groups + position / group] = stored((float) (sum / Math.max(1, count)), row);
    }
  }

  @Override
  public void round(int position, int firstRow, int height, float[] targets, float[] values) {
    float most = Int8.TYPE.largest();
    for (int i = 0; i < height; i++) {
      int row = firstRow + i;
      int at = row * columns + position;
      if (salient.get(at)) {
        float scale = salientScales[row];
        double code = scale == 0 ? 0 : Math.rint((double) targets[i] / scale);
        codes[at] = (byte) Math.max(-most, Math.min(most, code));
        values[i] = codes[at] * scale;
      } else {
        float scale = scales[row * groups + position / group];
        codes[at] = (byte) (targets[i] >= 0 ? 1 : -1);
        values[i] = codes[at] * scale;
      }
    }
  }

  PartlyBinary form() {
    byte[] kept = new byte[salient.cardinality()];
    BitSet signs = new BitSet();
    int code = 0;
    int sign = 0;
    for (int i = 0; i < codes.length; i++) {
      if (salient.get(i)) {
        kept[code++] = codes[i];
      } else {
        signs.set(sign++, codes[i] > 0);
      }
    }
    return new PartlyBinary(
        layer.rows(), columns, group, salient, signs, kept, scales, salientScales, type);
  }
}
