package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;

/** One number at a time. */
final class Elementwise {
  private Elementwise() {}

  static Nd4jTensor multiply(Tensors tensors, Nd4jTensor x, float factor) {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows from = Rows.of(x);
    Rows to = Rows.of(out);
    float[] row = new float[from.width()];
    for (long r = 0; r < from.count(); r++) {
      from.read(r, row);
      for (int i = 0; i < row.length; i++) {
        row[i] *= factor;
      }
      to.write(r, row);
    }
    return out;
  }

  static Nd4jTensor clamp(Tensors tensors, Nd4jTensor x, float low, float high) {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows from = Rows.of(x);
    Rows to = Rows.of(out);
    float[] row = new float[from.width()];
    for (long r = 0; r < from.count(); r++) {
      from.read(r, row);
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.min(high, Math.max(low, row[i])); // NaN stays NaN
      }
      to.write(r, row);
    }
    return out;
  }

  /** {@code value} where the mask is true. */
  static Nd4jTensor fill(Tensors tensors, Nd4jTensor x, Nd4jTensor mask, float value) {
    if (mask.dtype() != DType.BOOL) {
      throw new IllegalArgumentException("Cannot fill " + x + " at " + mask + " (expected bool)");
    }
    Layout chosen = mask.layout().expand(x.extents());
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows from = Rows.of(x);
    Rows to = Rows.of(out);
    float[] row = new float[from.width()];
    long[] flags = new long[from.width()];
    for (long r = 0; r < from.count(); r++) {
      from.read(r, row);
      Cells.read(mask.memory(), DType.BOOL, chosen.row(r), chosen.step(), flags, row.length);
      for (int i = 0; i < row.length; i++) {
        row[i] = flags[i] == 0 ? row[i] : value;
      }
      to.write(r, row);
    }
    return out;
  }

  /** libnd4j's {@code round} rounds halves away from zero; its {@code rint} does not. */
  static Nd4jTensor round(Tensors tensors, Nd4jTensor x) {
    return natively(tensors, "rint", x);
  }

  /** {@code x sigmoid(x)}. */
  static Nd4jTensor silu(Tensors tensors, Nd4jTensor x) {
    try (Tensor sigmoid = natively(tensors, "sigmoid", x)) {
      return Broadcast.apply(
          tensors, "apply silu to", "multiply", (a, b) -> a * b, Nd4jTensor.of(x), sigmoid);
    }
  }

  /** An operation of libnd4j without arguments; the result is row-major. */
  static Nd4jTensor natively(Tensors tensors, String name, Nd4jTensor x) {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    long count = x.layout().count();
    if (count > 0) {
      try (Tensor dense = tensors.dense(x)) {
        NativeCall.begin()
            .input(Nd4jTensor.of(dense).memory(), Nd4jTensor.of(dense).layout().reshape(count))
            .output(out.memory(), out.layout().reshape(count))
            .run(name);
      }
    }
    return out;
  }
}
