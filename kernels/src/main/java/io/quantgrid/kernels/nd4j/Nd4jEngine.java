package io.quantgrid.kernels.nd4j;

import static io.quantgrid.kernels.nd4j.Tensors.computed;
import static io.quantgrid.kernels.nd4j.Tensors.requireComputed;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import io.quantgrid.kernels.tensor.TopK;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tensors on libnd4j, on the CPU. Holds every type, computes in float32: operations on others are
 * an error that says so.
 */
final class Nd4jEngine extends Pointwise implements Engine {
  static final String NAME = "nd4j";

  Nd4jEngine() {
    Library.threads(1);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return Library.version();
  }

  @Override
  public String device() {
    return Library.device();
  }

  @Override
  public void threads(int threads) {
    Library.threads(threads);
  }

  @Override
  public Scope scope() {
    return tensors.scope();
  }

  @Override
  public long allocatedBytes() {
    return tensors.aliveBytes();
  }

  // ---- making and reading

  @Override
  public Tensor floats(float[] values, long... shape) {
    return Transfer.floats(tensors, values, shape.clone());
  }

  @Override
  public Tensor longs(long[] values, long... shape) {
    return Transfer.longs(tensors, DType.INT64, values, shape.clone());
  }

  @Override
  public Tensor booleans(boolean[] values, long... shape) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = values[i] ? 1 : 0;
    }
    return Transfer.longs(tensors, DType.BOOL, bits, shape.clone());
  }

  @Override
  public Tensor raw(DType dtype, List<ByteBuffer> bytes, long... shape) {
    return Transfer.raw(tensors, dtype, bytes, shape.clone());
  }

  @Override
  public Tensor zeros(DType dtype, long... shape) {
    Nd4jTensor x = tensors.empty(dtype, shape.clone());
    x.memory().clear();
    return x;
  }

  @Override
  public float[] toFloats(Tensor x) {
    if (!Cells.isFloating(x.dtype())) {
      throw new IllegalArgumentException(
          "Cannot read " + x + " as floats (expected a floating type)");
    }
    return Transfer.toFloats(Nd4jTensor.of(x));
  }

  @Override
  public long[] toLongs(Tensor x) {
    if (Cells.isFloating(x.dtype())) {
      throw new IllegalArgumentException(
          "Cannot read " + x + " as longs (expected an integer or boolean type)");
    }
    return Transfer.toLongs(Nd4jTensor.of(x));
  }

  @Override
  public byte[] toBytes(Tensor x) {
    try (Tensor dense = tensors.dense(Nd4jTensor.of(x))) {
      return Transfer.toBytes(Nd4jTensor.of(dense));
    }
  }

  // ---- shape

  @Override
  public Tensor reshape(Tensor x, long... shape) {
    Nd4jTensor from = Nd4jTensor.of(x);
    long[] wanted = Shapes.reshaped(x, from.layout().count(), shape);
    try (Tensor dense = tensors.dense(from)) {
      Nd4jTensor entries = Nd4jTensor.of(dense);
      return tensors.view(entries, entries.layout().reshape(wanted));
    }
  }

  @Override
  public Tensor transpose(Tensor x, int a, int b) {
    Nd4jTensor from = Nd4jTensor.of(x);
    return tensors.view(from, from.layout().transpose(from.dimension(a), from.dimension(b)));
  }

  @Override
  public Tensor narrow(Tensor x, int dimension, long start, long length) {
    Nd4jTensor from = Nd4jTensor.of(x);
    int d = from.dimension(dimension);
    if (start < 0 || length < 0 || start + length > from.extents()[d]) {
      throw new IllegalArgumentException(
          "Cannot take entries %d to %d of dimension %d of %s (expected a part of it)"
              .formatted(start, start + length, dimension, x));
    }
    return tensors.view(from, from.layout().narrow(d, start, length));
  }

  @Override
  public Tensor expand(Tensor x, long... shape) {
    Nd4jTensor from = Nd4jTensor.of(x);
    return tensors.view(from, from.layout().expand(shape));
  }

  @Override
  public Tensor contiguous(Tensor x) {
    return tensors.dense(Nd4jTensor.of(x));
  }

  @Override
  public Tensor cat(int dimension, List<Tensor> parts) {
    return Copies.cat(tensors, dimension, parts);
  }

  @Override
  public Tensor indexSelect(Tensor x, int dimension, Tensor index) {
    return Copies.select(tensors, Nd4jTensor.of(x), dimension, index);
  }

  @Override
  public Tensor gather(Tensor x, Tensor index) {
    return Copies.gather(tensors, Nd4jTensor.of(x), Nd4jTensor.of(index));
  }

  @Override
  public void copyInto(Tensor target, Tensor source) {
    if (target.dtype() != source.dtype()) {
      throw Tensors.mixed("copy", target, source);
    }
    Nd4jTensor to = Nd4jTensor.of(target);
    Nd4jTensor from = Nd4jTensor.of(source);
    if (!Arrays.equals(to.extents(), from.extents())) {
      throw new IllegalArgumentException(
          "Cannot copy " + source + " into " + target + " (expected equal shapes)");
    }
    Copies.copy(from, to);
  }

  @Override
  public void copyInto(Tensor target, Tensor index, Tensor source) {
    if (target.dtype() != source.dtype()) {
      throw Tensors.mixed("copy", target, source);
    }
    Copies.copyRows(Nd4jTensor.of(target), index, Nd4jTensor.of(source));
  }

  @Override
  public void addInto(Tensor target, Tensor index, Tensor source) {
    requireComputed("add", target, source);
    Copies.addRows(Nd4jTensor.of(target), index, Nd4jTensor.of(source));
  }

  // ---- reductions

  @Override
  public Tensor amax(Tensor x, int dimension) {
    Nd4jTensor from = computed("take the maximum of", x);
    return Reductions.fold(tensors, from, dimension, Reductions::largest);
  }

  @Override
  public Tensor amin(Tensor x, int dimension) {
    Nd4jTensor from = computed("take the minimum of", x);
    return Reductions.fold(tensors, from, dimension, Reductions::smallest);
  }

  @Override
  public Tensor sum(Tensor x, int dimension) {
    return Reductions.fold(tensors, computed("sum", x), dimension, Reductions::sum);
  }

  @Override
  public Tensor argmax(Tensor x) {
    return Reductions.argmax(tensors, computed("take the largest of", x));
  }

  @Override
  public TopK topK(Tensor x, int k) {
    return Reductions.topK(tensors, computed("take the largest of", x), k);
  }

  @Override
  public Tensor logSoftmax(Tensor x) {
    return Blocks.logSoftmax(tensors, computed("take the log-softmax of", x));
  }

  @Override
  public Tensor softmax(Tensor x) {
    return Blocks.softmax(tensors, computed("take the softmax of", x));
  }

  // ---- linear algebra and transformer blocks

  @Override
  public Tensor matmul(Tensor a, Tensor b) {
    requireComputed("matmul", a, b);
    return Products.matmul(tensors, Nd4jTensor.of(a), Nd4jTensor.of(b));
  }

  @Override
  public Tensor linear(Tensor x, Tensor weight) {
    requireComputed("apply linear to", x, weight);
    return Products.linear(tensors, Nd4jTensor.of(x), Nd4jTensor.of(weight));
  }

  @Override
  public Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    requireComputed("apply linear to", x, bias);
    try (Tensor product = linear(x, weight)) {
      return add(product, bias);
    }
  }

  @Override
  public Tensor embedding(Tensor weight, Tensor ids) {
    return Copies.embedding(tensors, Nd4jTensor.of(weight), Nd4jTensor.of(ids));
  }

  @Override
  public Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
    requireComputed("normalize", x, weight);
    return Blocks.rmsNorm(tensors, Nd4jTensor.of(x), Nd4jTensor.of(weight), eps);
  }

  @Override
  public Tensor layerNorm(Tensor x, Tensor weight, Optional<Tensor> bias, double eps) {
    requireComputed("normalize", x, weight);
    bias.ifPresent(added -> requireComputed("normalize", x, added));
    return Blocks.layerNorm(
        tensors, Nd4jTensor.of(x), Nd4jTensor.of(weight), bias.map(Nd4jTensor::of), eps);
  }

  @Override
  public Tensor swiglu(Tensor gateUp) {
    return Blocks.swiglu(tensors, computed("apply swiglu to", gateUp));
  }

  @Override
  public Tensor rotary(Tensor x, Tensor cos, Tensor sin) {
    requireComputed("rotate", x, cos);
    requireComputed("rotate", x, sin);
    return Blocks.rotary(tensors, Nd4jTensor.of(x), Nd4jTensor.of(cos), Nd4jTensor.of(sin));
  }

  @Override
  public Tensor causalAttention(Tensor q, Tensor k, Tensor v, double scale) {
    requireComputed("attend", q, k);
    requireComputed("attend", q, v);
    return Attention.causal(tensors, Nd4jTensor.of(q), Nd4jTensor.of(k), Nd4jTensor.of(v), scale);
  }

  @Override
  public Tensor fullAttention(Tensor q, Tensor k, Tensor v, double scale) {
    requireComputed("attend", q, k);
    requireComputed("attend", q, v);
    return Attention.full(tensors, Nd4jTensor.of(q), Nd4jTensor.of(k), Nd4jTensor.of(v), scale);
  }

  @Override
  public Tensor maskedAttention(Tensor q, Tensor k, Tensor v, Tensor mask, double scale) {
    requireComputed("attend", q, k);
    requireComputed("attend", q, v);
    return Attention.masked(
        tensors, Nd4jTensor.of(q), Nd4jTensor.of(k), Nd4jTensor.of(v), Nd4jTensor.of(mask), scale);
  }

  @Override
  public Tensor biasedAttention(Tensor q, Tensor k, Tensor v, Tensor bias, double scale) {
    requireComputed("attend", q, k);
    requireComputed("attend", q, v);
    requireComputed("attend", q, bias);
    return Attention.biased(
        tensors, Nd4jTensor.of(q), Nd4jTensor.of(k), Nd4jTensor.of(v), Nd4jTensor.of(bias), scale);
  }

  // ---- quantization

  /** By the scalar reference itself: nothing here can be wrong in the way a fast path can. */
  @Override
  public Tensor roundTrip(Tensor x, Scheme scheme) {
    computed("quantize", x);
    int columns = Math.toIntExact(x.size(-1));
    int rows = columns == 0 ? 0 : Math.toIntExact(x.elements() / columns);
    float[] values = RoundTrip.apply(toFloats(x), rows, columns, scheme, Float32.TYPE);
    return Transfer.floats(tensors, values, x.shape());
  }
}
