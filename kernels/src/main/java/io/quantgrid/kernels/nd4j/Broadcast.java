package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;

/** Arithmetic of two tensors whose shapes broadcast. */
final class Broadcast {
  private Broadcast() {}

  /** What to do with two numbers. */
  interface Operator {
    float apply(float a, float b);
  }

  /**
   * By libnd4j's operation {@code name} where both are dense and of one shape, else row by row.
   *
   * @param verb for errors
   */
  static Nd4jTensor apply(
      Tensors tensors, String verb, String name, Operator operator, Tensor left, Tensor right) {
    Tensors.requireComputed(verb, left, right);
    Nd4jTensor a = Nd4jTensor.of(left);
    Nd4jTensor b = Nd4jTensor.of(right);
    long[] shape = shape(verb, a, b, a.extents(), b.extents());
    Nd4jTensor out = tensors.empty(DType.FLOAT32, shape);
    Layout x = a.layout().expand(shape);
    Layout y = b.layout().expand(shape);
    long count = out.layout().count();
    if (count > 0 && x.isDense() && y.isDense()) {
      NativeCall.begin()
          .input(a.memory(), x.reshape(count))
          .input(b.memory(), y.reshape(count))
          .output(out.memory(), out.layout().reshape(count))
          .run(name);
      return out;
    }
    Rows ofA = new Rows(a.memory(), x);
    Rows ofB = new Rows(b.memory(), y);
    Rows ofOut = Rows.of(out);
    float[] rowA = new float[ofA.width()];
    float[] rowB = new float[ofB.width()];
    for (long row = 0; row < ofOut.count(); row++) {
      ofA.read(row, rowA);
      ofB.read(row, rowB);
      for (int i = 0; i < rowA.length; i++) {
        rowA[i] = operator.apply(rowA[i], rowB[i]);
      }
      ofOut.write(row, rowA);
    }
    return out;
  }

  /** The shape that both extents broadcast to. */
  static long[] shape(String verb, Tensor a, Tensor b, long[] left, long[] right) {
    long[] longer = left.length >= right.length ? left : right;
    long[] shorter = left.length >= right.length ? right : left;
    long[] shape = longer.clone();
    int added = longer.length - shorter.length;
    for (int d = 0; d < shorter.length; d++) {
      long extent = shape[added + d];
      if (extent == 1) {
        shape[added + d] = shorter[d];
      } else if (shorter[d] != 1 && shorter[d] != extent) {
        throw Copies.unequal(verb, a, b);
      }
    }
    return shape;
  }

  static boolean same(Tensor a, Tensor b) {
    return Arrays.equals(Nd4jTensor.of(a).extents(), Nd4jTensor.of(b).extents());
  }
}
