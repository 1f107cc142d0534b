package io.quantgrid.kernels.torch;

import static io.quantgrid.kernels.torch.TorchTensor.at;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.LowBitLinear;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import io.quantgrid.kernels.tensor.TopK;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensors on libtorch, on the CPU. Inference only: every thread that calls an operation enters
 * libtorch's inference mode and stays in it.
 */
final class TorchEngine extends Quantization implements Engine {
  static final String NAME = "torch";

  TorchEngine() {
    Natives.load();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return Natives.version();
  }

  @Override
  public String device() {
    return Natives.device();
  }

  @Override
  public void threads(int threads) {
    Natives.threads(threads);
  }

  @Override
  public Scope scope() {
    return openScope();
  }

  @Override
  public void trim() {
    Pointer.trimMemory();
  }

  @Override
  public long allocatedBytes() {
    return aliveBytes();
  }

  // ---- making and reading

  @Override
  public Tensor floats(float[] values, long... shape) {
    return fresh("make floats", DType.FLOAT32, () -> Transfer.floats(values, shape));
  }

  @Override
  public Tensor longs(long[] values, long... shape) {
    return fresh("make longs", DType.INT64, () -> Transfer.longs(values, shape));
  }

  @Override
  public Tensor booleans(boolean[] values, long... shape) {
    return fresh("make booleans", DType.BOOL, () -> Transfer.booleans(values, shape));
  }

  @Override
  public Tensor raw(DType dtype, List<ByteBuffer> bytes, long... shape) {
    return fresh("copy bytes", dtype, () -> Transfer.raw(dtype, bytes, shape));
  }

  @Override
  public Tensor zeros(DType dtype, long... shape) {
    return fresh("make zeros", dtype, () -> torch.zeros(shape, ScalarTypes.options(dtype)));
  }

  @Override
  public float[] toFloats(Tensor x) {
    if (!ScalarTypes.isFloating(x.dtype())) {
      throw new IllegalArgumentException(
          "Cannot read " + x + " as floats (expected a floating type)");
    }
    return read("read", () -> Transfer.toFloats(at(x)), x);
  }

  @Override
  public long[] toLongs(Tensor x) {
    if (ScalarTypes.isFloating(x.dtype())) {
      throw new IllegalArgumentException(
          "Cannot read " + x + " as longs (expected an integer or boolean type)");
    }
    return read("read", () -> Transfer.toLongs(at(x)), x);
  }

  @Override
  public byte[] toBytes(Tensor x) {
    return read("read", () -> Transfer.toBytes(at(x), x.dtype()), x);
  }

  // ---- shape

  @Override
  public Tensor reshape(Tensor x, long... shape) {
    return sharing("reshape to " + Arrays.toString(shape), () -> at(x).reshape(shape), x);
  }

  @Override
  public Tensor transpose(Tensor x, int a, int b) {
    return sharing("transpose", () -> at(x).transpose(a, b), x);
  }

  @Override
  public Tensor narrow(Tensor x, int dimension, long start, long length) {
    return sharing("narrow", () -> at(x).narrow(dimension, start, length), x);
  }

  @Override
  public Tensor expand(Tensor x, long... shape) {
    return sharing("expand", () -> at(x).expand(shape), x);
  }

  @Override
  public Tensor contiguous(Tensor x) {
    return sharing("make contiguous", () -> at(x).contiguous(), x);
  }

  @Override
  public Tensor cat(int dimension, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Cannot concatenate nothing (expected a tensor or more)");
    }
    Tensor[] operands = parts.toArray(Tensor[]::new);
    for (Tensor part : operands) {
      if (part.dtype() != operands[0].dtype()) {
        throw mixed("concatenate", operands[0], part);
      }
    }
    return fresh(
        "concatenate",
        operands[0].dtype(),
        () -> {
          try (TensorVector list = new TensorVector(operands.length)) {
            for (int i = 0; i < operands.length; i++) {
              list.put(i, at(operands[i]));
            }
            return torch.cat(list, dimension);
          }
        },
        operands);
  }

  @Override
  public Tensor indexSelect(Tensor x, int dimension, Tensor index) {
    return fresh(
        "select", x.dtype(), () -> torch.index_select(at(x), dimension, at(index)), x, index);
  }

  @Override
  public Tensor gather(Tensor x, Tensor index) {
    return fresh("gather", x.dtype(), () -> torch.gather(at(x), -1, at(index)), x, index);
  }

  @Override
  public void copyInto(Tensor target, Tensor source) {
    if (target.dtype() != source.dtype()) {
      throw mixed("copy", target, source);
    }
    if (!Arrays.equals(TorchTensor.of(target).extents(), TorchTensor.of(source).extents())) {
      throw new IllegalArgumentException(
          "Cannot copy " + source + " into " + target + " (expected equal shapes)");
    }
    read("copy", () -> at(target).copy_(at(source)), target, source);
  }

  @Override
  public void copyInto(Tensor target, Tensor index, Tensor source) {
    if (target.dtype() != source.dtype()) {
      throw mixed("copy", target, source);
    }
    read(
        "copy rows", () -> at(target).index_copy_(0, at(index), at(source)), target, index, source);
  }

  @Override
  public void addInto(Tensor target, Tensor index, Tensor source) {
    if (target.dtype() != source.dtype()) {
      throw mixed("add", target, source);
    }
    read("add rows", () -> at(target).index_add_(0, at(index), at(source)), target, index, source);
  }

  // ---- reductions

  @Override
  public Tensor amax(Tensor x, int dimension) {
    return unary("take the maximum of", () -> torch.amax(at(x), new long[] {dimension}, false), x);
  }

  @Override
  public Tensor amin(Tensor x, int dimension) {
    return unary("take the minimum of", () -> torch.amin(at(x), new long[] {dimension}, false), x);
  }

  @Override
  public Tensor sum(Tensor x, int dimension) {
    return unary(
        "sum", () -> torch.sum(at(x), new long[] {dimension}, false, Numbers.SAME_TYPE), x);
  }

  @Override
  public Tensor argmax(Tensor x) {
    return fresh(
        "find the maximum of",
        DType.INT64,
        () -> torch.argmax(at(x), Numbers.LAST_DIMENSION, false),
        x);
  }

  @Override
  public TopK topK(Tensor x, int k) {
    TorchThread.current();
    try (T_TensorTensor_T pair = torch.topk(at(x), k)) {
      return new TopK(
          adopt(new org.bytedeco.pytorch.Tensor(pair.get0()), x.dtype()),
          adopt(new org.bytedeco.pytorch.Tensor(pair.get1()), DType.INT64));
    } catch (RuntimeException e) {
      throw Failures.of("take the largest " + k + " of", e, x);
    }
  }

  @Override
  public Tensor logSoftmax(Tensor x) {
    return fresh(
        "take the log-softmax of",
        DType.FLOAT32,
        () -> torch.log_softmax(at(x), -1, Numbers.FLOAT32),
        x);
  }

  @Override
  public Tensor softmax(Tensor x) {
    return fresh(
        "take the softmax of", DType.FLOAT32, () -> torch.softmax(at(x), -1, Numbers.FLOAT32), x);
  }

  // ---- few bits

  @Override
  public boolean hasLowBit(Scheme weights, Optional<Scheme> activations, DType compute) {
    return LowBit.has(weights, activations, compute);
  }

  @Override
  public Optional<LowBitLinear> lowBit(
      QuantizedMatrix weight, Optional<ActivationScheme> activations, DType compute) {
    return LowBit.of(this, weight, activations, compute);
  }
}
