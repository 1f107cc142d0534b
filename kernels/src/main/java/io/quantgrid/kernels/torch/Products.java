package io.quantgrid.kernels.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Products of linear layers. Decoding multiplies one row by matrices that come from memory, for
 * which libtorch chooses a general product at a third of the memory's speed in float32 and half of
 * it in bfloat16: large matrices therefore go through BLAS's matrix-vector product, and through
 * oneDNN's linear layer.
 */
final class Products {
  /** Entries from which a matrix counts as large: below, the detour costs more than it saves. */
  private static final long LARGE = 1 << 19;

  private static final int POST_OPERATION_NUMBERS = 4; // position in the schema
  private static final Operator ONE_DNN = Operator.named("mkldnn::_linear_pointwise");
  private static final IValue NO_BIAS = new IValue();
  private static final IValue NO_POST_OPERATION = new IValue("none");
  private static final IValue NO_NUMBERS = emptyList();
  private static final IValue NO_ALGORITHM = new IValue("");

  private Products() {}

  private static IValue emptyList() {
    Argument numbers = ONE_DNN.argument(POST_OPERATION_NUMBERS);
    Type.TypePtr element = new Type.TypePtr(numbers.type().get().containedType(0));
    return new IValue(new GenericList(element));
  }

  /** {@code x [..., in]} times {@code weight [out, in]} transposed. */
  static Tensor linear(Tensor x, Tensor weight) {
    return isOneRow(x, weight) ? oneRow(x, weight) : torch.linear(x, weight);
  }

  private static boolean isOneRow(Tensor x, Tensor weight) {
    long in = x.numel();
    return weight.numel() >= LARGE
        && x.dim() > 0
        && weight.dim() == 2
        && in == weight.size(1)
        && in == x.size(-1)
        && weight.is_contiguous();
  }

  private static Tensor oneRow(Tensor x, Tensor weight) {
    int type = x.scalar_type().value;
    if (type == ScalarType.BFloat16.value) {
      return oneDnn(x, weight);
    }
    return type == ScalarType.Float.value ? blas(x, weight) : torch.linear(x, weight);
  }

  private static Tensor oneDnn(Tensor x, Tensor weight) {
    try (IValue input = new IValue(x);
        IValue matrix = new IValue(weight)) {
      return ONE_DNN.call(input, matrix, NO_BIAS, NO_POST_OPERATION, NO_NUMBERS, NO_ALGORITHM);
    }
  }

  private static Tensor blas(Tensor x, Tensor weight) {
    Tensor vector = x.reshape(-1);
    Tensor y = torch.mv(weight, vector);
    vector.deallocate();
    long[] shape = new long[(int) x.dim()];
    Arrays.fill(shape, 1);
    shape[shape.length - 1] = weight.size(0);
    Tensor shaped = y.view(shape);
    y.deallocate();
    return shaped;
  }
}
