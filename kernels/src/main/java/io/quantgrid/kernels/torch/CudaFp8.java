package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * fp8_e4m3 weights times fp8_e4m3 activations, one dynamic scale a token, by {@code
 * aten::_scaled_mm} with a scale for each row of both: exact products, float32 sums, rounded once.
 * The kernel takes extents that are multiples of 16.
 */
final class CudaFp8 extends CudaLinear {
  private static final Operator PRODUCT = Operator.named("aten::_scaled_mm");
  private static final int MULTIPLE = 16;
  private static final double LARGEST = 448;
  private static final long[] LAST = {-1};
  private static final Scheme ACTIVATIONS = SchemeParser.parse("fp8_e4m3/token");

  private final IValue weights; // fp8 [in, out], a view of row-major [out, in]
  private final IValue scales; // float32 [1, out]
  private final IValue none = own(new IValue());
  private final IValue type = own(new IValue(ScalarType.BFloat16));
  private final IValue exactSums = own(new IValue(false));

  private CudaFp8(Calls calls, QuantizedMatrix weight, Device device) {
    super(calls, weight, device);
    Tensor codes =
        place(Transfer.raw(DType.FP8_E4M3, List.of(ByteBuffer.wrap(weight.codes())), out, in));
    this.weights = own(new IValue(own(codes.t())));
    this.scales = own(new IValue(own(place(Weights.rowScales(weight)).view(1, out))));
  }

  static boolean fits(Scheme weights, Scheme activations) {
    return weights.element().name().equals("fp8_e4m3")
        && (weights.granularity() instanceof Granularity.PerChannel
            || weights.granularity() instanceof Granularity.PerTensor)
        && activations.equals(ACTIVATIONS);
  }

  static Optional<LowBitLinear> of(Calls calls, QuantizedMatrix weight, Device device) {
    boolean fits = weight.rows() % MULTIPLE == 0 && weight.columns() % MULTIPLE == 0;
    return fits ? Optional.of(new CudaFp8(calls, weight, device).ready()) : Optional.empty();
  }

  @Override
  public String arithmetic() {
    return "fp8_e4m3 x fp8_e4m3 -> float32";
  }

  @Override
  Tensor product(Tensor x) {
    Tensor work = x.to(ScalarType.Float, false, true, ScalarTypes.ROW_MAJOR); // a copy, always
    Tensor magnitudes = work.abs();
    Tensor scale = torch.amax(magnitudes, LAST, true); // [m, 1]
    magnitudes.deallocate();
    scale.div_(Numbers.scalar(LARGEST));
    ActivationCodes.fillZeros(scale);
    work.div_(scale);
    work.clamp_(Numbers.limit(-LARGEST), Numbers.limit(LARGEST));
    Tensor codes = work.to(ScalarType.Float8_e4m3fn);
    work.deallocate();
    try (IValue factor = new IValue(scale)) {
      return PRODUCT.call(codes, weights, factor, scales, none, none, type, exactSums);
    } finally {
      scale.deallocate();
      codes.deallocate();
    }
  }
}
