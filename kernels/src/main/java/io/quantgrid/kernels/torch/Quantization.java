package io.quantgrid.kernels.torch;

import static io.quantgrid.kernels.torch.TorchTensor.at;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** The engine's operations on codes. */
abstract class Quantization extends Layers {

  public final Tensor roundTrip(Tensor x, Scheme scheme) {
    return unary("quantize", () -> RoundTrip.apply(at(x), x.dtype(), scheme, Optional.empty()), x);
  }

  public final Tensor roundTrip(Tensor x, Scheme scheme, StaticScale fixed) {
    return unary(
        "quantize", () -> RoundTrip.apply(at(x), x.dtype(), scheme, Optional.of(fixed)), x);
  }

  public final Tensor encode(Tensor x, ElementType element) {
    return fresh(
        "encode",
        Codes.dtype(element),
        () -> Codes.encode(at(x), x.dtype(), element, x.shape()),
        x);
  }

  public final Tensor decode(Tensor codes, ElementType element) {
    return fresh(
        "decode", DType.FLOAT32, () -> Codes.decode(at(codes), element, codes.shape()), codes);
  }
}
