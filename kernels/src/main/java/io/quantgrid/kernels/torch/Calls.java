package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.ScopeStack;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * How an operation is called: in inference mode, its result counted and linked into the innermost
 * scope, its failure translated.
 */
abstract class Calls {
  private final ScopeStack scopes = new ScopeStack();
  private final LongAdder alive = new LongAdder();

  final Scope openScope() {
    return scopes.open();
  }

  final long aliveBytes() {
    return alive.sum();
  }

  /** Counts memory that is no tensor of the SPI until the storage is dropped. */
  final Storage count(long bytes) {
    return new Storage(bytes, alive);
  }

  final Tensor fresh(
      String operation,
      DType dtype,
      Supplier<org.bytedeco.pytorch.Tensor> body,
      Tensor... operands) {
    TorchThread.current();
    try {
      return adopt(body.get(), dtype);
    } catch (RuntimeException e) {
      throw Failures.of(operation, e, operands);
    }
  }

  /** An operation that keeps a floating type, and on integers gives what libtorch promotes to. */
  final Tensor unary(String operation, Supplier<org.bytedeco.pytorch.Tensor> body, Tensor x) {
    TorchThread.current();
    try {
      org.bytedeco.pytorch.Tensor out = body.get();
      return adopt(out, ScalarTypes.isFloating(x.dtype()) ? x.dtype() : ScalarTypes.of(out));
    } catch (RuntimeException e) {
      throw Failures.of(operation, e, x);
    }
  }

  final Tensor binary(
      String operation, Supplier<org.bytedeco.pytorch.Tensor> body, Tensor a, Tensor b) {
    requireSame(operation, a, b);
    TorchThread.current();
    try {
      org.bytedeco.pytorch.Tensor out = body.get();
      boolean same = a.dtype() == b.dtype() && ScalarTypes.isFloating(a.dtype());
      return adopt(out, same ? a.dtype() : ScalarTypes.of(out));
    } catch (RuntimeException e) {
      throw Failures.of(operation, e, a, b);
    }
  }

  /** An operation whose result may be a view of {@code x}. */
  final Tensor sharing(String operation, Supplier<org.bytedeco.pytorch.Tensor> body, Tensor x) {
    TorchThread.current();
    try {
      org.bytedeco.pytorch.Tensor out = body.get();
      TorchTensor base = TorchTensor.of(x);
      return out.is_alias_of(base.at()) ? adoptView(out, x.dtype(), base) : adopt(out, x.dtype());
    } catch (RuntimeException e) {
      throw Failures.of(operation, e, x);
    }
  }

  static <T> T read(String operation, Supplier<T> body, Tensor... operands) {
    TorchThread.current();
    try {
      return body.get();
    } catch (RuntimeException e) {
      throw Failures.of(operation, e, operands);
    }
  }

  final Tensor adopt(org.bytedeco.pytorch.Tensor out, DType dtype) {
    long[] shape = extents(out);
    long bytes = dtype.bytes();
    for (long extent : shape) {
      bytes *= extent;
    }
    return scopes.own(new TorchTensor(out, dtype, shape, new Storage(bytes, alive)));
  }

  final Tensor adoptView(org.bytedeco.pytorch.Tensor out, DType dtype, TorchTensor base) {
    return scopes.own(new TorchTensor(out, dtype, extents(out), base.storage().share()));
  }

  private static long[] extents(org.bytedeco.pytorch.Tensor x) {
    long[] shape = new long[(int) x.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = x.size(i);
    }
    return shape;
  }

  static void requireSame(String operation, Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()
        && ScalarTypes.isFloating(a.dtype())
        && ScalarTypes.isFloating(b.dtype())) {
      throw mixed(operation, a, b);
    }
  }

  static IllegalArgumentException mixed(String operation, Tensor a, Tensor b) {
    return new IllegalArgumentException(
        "Cannot " + operation + " " + a + " and " + b + " (expected one type: cast first)");
  }
}
