package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Integer weights times integer activations by {@code aten::_int_mm}: exact int32 sums,
 *
 * <pre>
 * y[m, n] = (sum_k (x[m, k] - zx[m]) (w[n, k] - zw[n])) * sx[m] * sw[n]
 * </pre>
 *
 * where zero points are taken off in int32, too, by sums over rows: {@code sum x w - zw sum x - zx
 * (sum w - in zw)}. The two scales multiply in float32, in that order, and the result is rounded
 * once to the type asked for.
 */
final class Int8Linear extends NativeLinear {
  private static final Operator PRODUCT = Operator.named("aten::_int_mm");

  /** Up to this length sums of products of two differences of codes, each below 2^8, fit int32. */
  static final int LONGEST = (1 << 15) - 1;

  private static final ScalarTypeOptional INT32 = new ScalarTypeOptional(ScalarType.Int);

  private final ActivationScheme activations;
  private final String arithmetic;
  private final IValue weights; // int8 [in, out], a view of row-major [out, in]
  private final Tensor scales; // float32 [out]
  private final Optional<Tensor> zeros; // int32 [out]
  private final Tensor sums; // int32 [out]: sums of code - zero point over each row

  private Int8Linear(
      Calls calls, QuantizedMatrix weight, ActivationScheme activations, DType compute) {
    super(calls, weight, compute);
    this.activations = activations;
    this.arithmetic =
        weight.scheme().element().name()
            + " x "
            + activations.scheme().element().name()
            + " -> int32";
    Tensor codes = hold(Weights.codes(weight));
    this.weights = own(new IValue(own(codes.t())));
    this.scales = hold(Weights.rowScales(weight));
    this.sums = hold(Weights.rowSums(weight));
    this.zeros =
        weight.zeroPoints().length == 0
            ? Optional.empty()
            : Optional.of(hold(Weights.rowZeros(weight)));
  }

  /** Whether it multiplies such weights and activations. */
  static boolean has(Scheme weights, Scheme activations) {
    return weights.element() instanceof IntegerType
        && (weights.granularity() instanceof Granularity.PerChannel
            || weights.granularity() instanceof Granularity.PerTensor)
        && ActivationCodes.has(activations);
  }

  static Optional<LowBitLinear> of(
      Calls calls, QuantizedMatrix weight, ActivationScheme activations, DType compute) {
    boolean fits = weight.columns() <= LONGEST && weight.columns() > 0 && weight.rows() > 0;
    return fits
        ? Optional.of(new Int8Linear(calls, weight, activations, compute).ready())
        : Optional.empty();
  }

  @Override
  public String arithmetic() {
    return arithmetic;
  }

  @Override
  Tensor rows(Tensor x) {
    try (ActivationCodes coded = ActivationCodes.of(x, activations)) {
      Tensor sum = PRODUCT.call(coded.codes(), weights); // int32 [m, out]
      zeros.ifPresent(zero -> subtractRowSums(sum, coded.codes(), zero));
      coded.zeros().ifPresent(zero -> subtract(sum, zero, sums));
      Tensor y = torch.mul(sum, coded.scales()); // float32
      sum.deallocate();
      y.mul_(scales);
      if (compute == DType.FLOAT32) {
        return y;
      }
      Tensor narrow = y.to(ScalarTypes.of(compute));
      y.deallocate();
      return narrow;
    }
  }

  private static void subtractRowSums(Tensor sum, Tensor codes, Tensor zero) {
    Tensor total = torch.sum(codes, new long[] {-1}, true, INT32);
    subtract(sum, total, zero);
    total.deallocate();
  }

  /** {@code sum[m, n] -= a[m] * b[n]}. */
  private static void subtract(Tensor sum, Tensor a, Tensor b) {
    Tensor product = torch.mul(a, b);
    sum.sub_(product);
    product.deallocate();
  }
}
