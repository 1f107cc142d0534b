package io.quantgrid.kernels.torch;

import java.util.function.Function;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Numbers in the boxes that libtorch wants: constants made once, others freed at once. */
final class Numbers {
  static final LongOptional LAST_DIMENSION = new LongOptional(-1);
  static final ScalarTypeOptional FLOAT32 =
      new ScalarTypeOptional(ScalarTypes.of(io.quantgrid.kernels.tensor.DType.FLOAT32));
  static final ScalarTypeOptional SAME_TYPE = new ScalarTypeOptional();
  static final TensorOptional NO_TENSOR = new TensorOptional();
  static final Scalar MINUS_ONE = new Scalar(-1.0);
  static final Scalar ZERO = new Scalar(0.0);

  private Numbers() {}

  static Tensor withScalar(double value, Function<Scalar, Tensor> body) {
    try (Scalar scalar = new Scalar(value)) {
      return body.apply(scalar);
    }
  }

  static Tensor withDouble(double value, Function<DoubleOptional, Tensor> body) {
    try (DoubleOptional optional = new DoubleOptional(value)) {
      return body.apply(optional);
    }
  }

  static Tensor withTensor(Tensor value, Function<TensorOptional, Tensor> body) {
    try (TensorOptional optional = new TensorOptional(value)) {
      return body.apply(optional);
    }
  }

  /** Limits of a clamp; frees both. */
  static ScalarOptional limit(double value) {
    try (Scalar scalar = new Scalar(value)) {
      return new ScalarOptional(scalar);
    }
  }
}
