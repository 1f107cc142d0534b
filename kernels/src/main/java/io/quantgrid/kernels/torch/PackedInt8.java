package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights of 8 bits with one scale a row, times bfloat16 inputs, by {@code
 * aten::_weight_int8pack_mm}: sums of input times code in float32, times the row's scale, which is
 * stored in bfloat16, rounded once.
 */
final class PackedInt8 extends NativeLinear {
  private static final Operator PRODUCT = Operator.named("aten::_weight_int8pack_mm");

  /** The kernel reads columns in blocks of 32, past the end of a row that is no multiple. */
  private static final int COLUMNS = 32;

  private final IValue weights; // int8 [out, in]
  private final IValue scales; // bfloat16 [out]
  private final String arithmetic;

  private PackedInt8(Calls calls, QuantizedMatrix weight, DType compute) {
    super(calls, weight, compute);
    this.arithmetic = weight.scheme().element().name() + " weights, float32 sums";
    this.weights = own(new IValue(hold(Weights.codes(weight))));
    Tensor wide = Weights.rowScales(weight);
    this.scales = own(new IValue(hold(wide.to(ScalarTypes.of(compute)))));
    wide.deallocate();
  }

  /** Empty where the kernel is not fast, or scales do not fit it. */
  static Optional<LowBitLinear> of(Calls calls, QuantizedMatrix weight, DType compute) {
    boolean fits =
        compute == DType.BFLOAT16
            && weight.rows() > 0
            && weight.columns() > 0
            && weight.columns() % COLUMNS == 0
            && weight.groupSize() == weight.columns()
            && weight.zeroPoints().length == 0;
    return fits ? Optional.of(new PackedInt8(calls, weight, compute).ready()) : Optional.empty();
  }

  @Override
  public String arithmetic() {
    return arithmetic;
  }

  @Override
  Tensor rows(Tensor x) {
    return PRODUCT.call(x, weights, scales);
  }
}
