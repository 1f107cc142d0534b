package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** Transformer blocks between the products, row by row. */
final class Blocks {
  private Blocks() {}

  static Nd4jTensor rmsNorm(Tensors tensors, Nd4jTensor x, Nd4jTensor weight, double eps) {
    Rows rows = Rows.of(x);
    float[] scale = widthOf(x, weight);
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows to = Rows.of(out);
    float[] row = new float[rows.width()];
    for (long r = 0; r < rows.count(); r++) {
      rows.read(r, row);
      double squares = 0;
      for (float value : row) {
        squares += (double) value * value;
      }
      float factor = (float) (1 / Math.sqrt(squares / row.length + eps));
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] * factor * scale[i];
      }
      to.write(r, row);
    }
    return out;
  }

  static Nd4jTensor layerNorm(
      Tensors tensors, Nd4jTensor x, Nd4jTensor weight, Optional<Nd4jTensor> bias, double eps) {
    Rows rows = Rows.of(x);
    float[] scale = widthOf(x, weight);
    float[] shift = bias.map(added -> widthOf(x, added)).orElseGet(() -> new float[scale.length]);
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows to = Rows.of(out);
    float[] row = new float[rows.width()];
    for (long r = 0; r < rows.count(); r++) {
      rows.read(r, row);
      double sum = 0;
      for (float value : row) {
        sum += value;
      }
      double mean = sum / row.length;
      double squares = 0;
      for (float value : row) {
        squares += (value - mean) * (value - mean);
      }
      double factor = 1 / Math.sqrt(squares / row.length + eps);
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) ((row[i] - mean) * factor * scale[i] + shift[i]);
      }
      to.write(r, row);
    }
    return out;
  }

  private static float[] widthOf(Nd4jTensor x, Nd4jTensor weight) {
    float[] values = Transfer.toFloats(weight);
    if (weight.layout().rank() != 1 || values.length != x.layout().width()) {
      throw Copies.unequal("normalize", x, weight);
    }
    return values;
  }

  static Nd4jTensor swiglu(Tensors tensors, Nd4jTensor gateUp) {
    int last = gateUp.dimension(-1);
    int half = gateUp.layout().width() / 2;
    long[] shape = gateUp.shape();
    shape[last] = half;
    Nd4jTensor out = tensors.empty(DType.FLOAT32, shape);
    try (Tensor gate = tensors.view(gateUp, gateUp.layout().narrow(last, 0, half));
        Tensor sigmoid = Elementwise.natively(tensors, "sigmoid", Nd4jTensor.of(gate))) {
      Rows from = Rows.of(gateUp);
      Rows factors = Rows.of(Nd4jTensor.of(sigmoid));
      Rows to = Rows.of(out);
      float[] row = new float[from.width()];
      float[] factor = new float[half];
      for (long r = 0; r < to.count(); r++) {
        from.read(r, row);
        factors.read(r, factor);
        for (int i = 0; i < half; i++) {
          factor[i] = row[i] * factor[i] * row[half + i];
        }
        to.write(r, factor);
      }
    }
    return out;
  }

  static Nd4jTensor rotary(Tensors tensors, Nd4jTensor x, Nd4jTensor cos, Nd4jTensor sin) {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows from = Rows.of(x);
    Rows cosines = new Rows(cos.memory(), cos.layout().expand(x.extents()));
    Rows sines = new Rows(sin.memory(), sin.layout().expand(x.extents()));
    Rows to = Rows.of(out);
    int half = from.width() / 2;
    float[] row = new float[from.width()];
    float[] c = new float[from.width()];
    float[] s = new float[from.width()];
    for (long r = 0; r < from.count(); r++) {
      from.read(r, row);
      cosines.read(r, c);
      sines.read(r, s);
      for (int i = 0; i < half; i++) {
        float low = row[i];
        float high = row[half + i];
        row[i] = low * c[i] - high * s[i];
        row[half + i] = high * c[half + i] + low * s[half + i];
      }
      to.write(r, row);
    }
    return out;
  }

  static Nd4jTensor softmax(Tensors tensors, Nd4jTensor x) {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows from = Rows.of(x);
    Rows to = Rows.of(out);
    float[] row = new float[from.width()];
    double[] weights = new double[from.width()];
    for (long r = 0; r < from.count(); r++) {
      from.read(r, row);
      float largest = Reductions.largest(row);
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        weights[i] = Math.exp(row[i] - largest);
        sum += weights[i];
      }
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) (weights[i] / sum);
      }
      to.write(r, row);
    }
    return out;
  }

  /** libnd4j's {@code log_softmax} is the logarithm of its softmax: minus infinity from -104 on. */
  static Nd4jTensor logSoftmax(Tensors tensors, Nd4jTensor x) {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows from = Rows.of(x);
    Rows to = Rows.of(out);
    float[] row = new float[from.width()];
    for (long r = 0; r < from.count(); r++) {
      from.read(r, row);
      float largest = Reductions.largest(row);
      double sum = 0;
      for (float value : row) {
        sum += Math.exp(value - largest);
      }
      double rest = largest + Math.log(sum);
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) (row[i] - rest);
      }
      to.write(r, row);
    }
    return out;
  }
}
