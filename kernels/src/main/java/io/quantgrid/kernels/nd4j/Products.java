package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;

/** Matrix products, by libnd4j's {@code matmul}, which asks OpenBLAS where layouts allow it. */
final class Products {
  private Products() {}

  static Nd4jTensor matmul(Tensors tensors, Nd4jTensor a, Nd4jTensor b) {
    Layout left = a.layout();
    Layout right = b.layout();
    int last = left.rank() - 1;
    if (left.rank() < 2
        || right.rank() < 2
        || left.shape()[last] != right.shape()[right.rank() - 2]) {
      throw Copies.unequal("matmul", a, b);
    }
    long[] batch = Broadcast.shape("matmul", a, b, leading(left), leading(right));
    Layout x = left.expand(with(batch, left.shape()));
    Layout y = right.expand(with(batch, right.shape()));
    long[] shape = x.shape().clone();
    shape[shape.length - 1] = right.width();
    Nd4jTensor out = tensors.empty(DType.FLOAT32, shape);
    multiply(a.memory(), x, b.memory(), y, 1, out.memory(), out.layout());
    return out;
  }

  private static long[] leading(Layout layout) {
    return Arrays.copyOf(layout.shape(), layout.rank() - 2);
  }

  /** The batch extents, then the last two of {@code matrix}. */
  private static long[] with(long[] batch, long... matrix) {
    long[] shape = Arrays.copyOf(batch, batch.length + 2);
    System.arraycopy(matrix, matrix.length - 2, shape, batch.length, 2);
    return shape;
  }

  static Nd4jTensor linear(Tensors tensors, Nd4jTensor x, Nd4jTensor weight) {
    long[] w = weight.extents();
    long[] shape = x.shape();
    if (w.length != 2 || shape.length == 0 || shape[shape.length - 1] != w[1]) {
      throw Copies.unequal("apply linear to", x, weight);
    }
    shape[shape.length - 1] = w[0];
    Nd4jTensor out = tensors.empty(DType.FLOAT32, shape);
    try (Tensor dense = tensors.dense(x)) {
      Layout rows = Nd4jTensor.of(dense).layout().reshape(x.layout().rows(), w[1]);
      Layout product = out.layout().reshape(x.layout().rows(), w[0]);
      Layout turned = weight.layout().transpose(0, 1);
      multiply(
          Nd4jTensor.of(dense).memory(), rows, weight.memory(), turned, 1, out.memory(), product);
    }
    return out;
  }

  /** {@code factor x y} for each matrix of equally many: {@code [..., m, k] x [..., k, n]}. */
  static void multiply(
      Memory a, Layout x, Memory b, Layout y, double factor, Memory out, Layout product) {
    if (product.count() == 0) {
      return;
    }
    if (x.count() == 0) {
      out.clear(); // a sum over nothing
      return;
    }
    NativeCall.begin()
        .input(a, x)
        .input(b, y)
        .output(out, product)
        .integers(0, 0, 0) // nothing transposed
        .numbers(factor, 0)
        .run("matmul");
  }
}
