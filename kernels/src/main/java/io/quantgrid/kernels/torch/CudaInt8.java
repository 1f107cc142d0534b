package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * As {@link Int8Linear}, symmetric and with dynamic scales, on a GPU: {@code aten::_int_mm} there
 * wants more than 16 rows, which rows of zeros fill, and other extents that are multiples of 8.
 */
final class CudaInt8 extends CudaLinear {
  private static final Operator PRODUCT = Operator.named("aten::_int_mm");
  private static final long FEWEST_ROWS = 17;
  private static final int MULTIPLE = 8;

  private final ActivationScheme activations;
  private final IValue weights; // int8 [in, out], a view of row-major [out, in]
  private final Tensor scales; // float32 [out]

  private CudaInt8(
      Calls calls, QuantizedMatrix weight, ActivationScheme activations, Device device) {
    super(calls, weight, device);
    this.activations = activations;
    this.weights = own(new IValue(own(place(Weights.codes(weight)).t())));
    this.scales = place(Weights.rowScales(weight));
  }

  static boolean fits(Scheme weights, Scheme activations) {
    return Int8Linear.has(weights, activations)
        && weights.symmetry() != Symmetry.ASYMMETRIC
        && activations.symmetry() != Symmetry.ASYMMETRIC
        && activations.timing() == Timing.DYNAMIC;
  }

  static Optional<LowBitLinear> of(
      Calls calls, QuantizedMatrix weight, ActivationScheme activations, Device device) {
    boolean fits =
        weight.rows() % MULTIPLE == 0
            && weight.columns() % MULTIPLE == 0
            && weight.columns() <= Int8Linear.LONGEST;
    return fits
        ? Optional.of(new CudaInt8(calls, weight, activations, device).ready())
        : Optional.empty();
  }

  @Override
  public String arithmetic() {
    return "int8 x int8 -> int32";
  }

  @Override
  Tensor product(Tensor x) {
    try (ActivationCodes coded = ActivationCodes.of(x, activations)) {
      Tensor sum = sums(coded.codes());
      Tensor y = torch.mul(sum, coded.scales());
      sum.deallocate();
      y.mul_(scales);
      Tensor narrow = y.to(ScalarType.BFloat16);
      y.deallocate();
      return narrow;
    }
  }

  private Tensor sums(Tensor codes) {
    long m = codes.size(0);
    if (m >= FEWEST_ROWS) {
      return PRODUCT.call(codes, weights);
    }
    Tensor padded = torch.constant_pad_nd(codes, 0, 0, 0, FEWEST_ROWS - m);
    Tensor all = PRODUCT.call(padded, weights);
    padded.deallocate();
    Tensor first = all.narrow(0, 0, m);
    all.deallocate();
    return first;
  }
}
