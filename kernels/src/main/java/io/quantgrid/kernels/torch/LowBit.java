package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Optional;

/** Which kernel computes a linear layer in few bits. */
final class LowBit {
  private LowBit() {}

  static boolean has(Scheme weights, Optional<Scheme> activations, DType compute) {
    return Cuda.kernel(weights, activations, compute).isPresent()
        || onCpu(weights, activations, compute);
  }

  private static boolean onCpu(Scheme weights, Optional<Scheme> activations, DType compute) {
    return isCompute(compute)
        && (activations.isPresent()
            ? Int8Linear.has(weights, activations.get())
            : TiledLinear.has(weights));
  }

  static Optional<LowBitLinear> of(
      Calls calls, QuantizedMatrix weight, Optional<ActivationScheme> activations, DType compute) {
    TorchThread.current(); // tensors made here are used in inference mode
    Optional<Scheme> inputs = activations.map(ActivationScheme::scheme);
    Optional<LowBitLinear> onGpu =
        Cuda.kernel(weight.scheme(), inputs, compute)
            .flatMap(kernel -> kernel.of(calls, weight, activations, Cuda.device().orElseThrow()));
    if (onGpu.isPresent() || !onCpu(weight.scheme(), inputs, compute)) {
      return onGpu;
    }
    if (activations.isPresent()) {
      return Int8Linear.of(calls, weight, activations.get(), compute);
    }
    Optional<LowBitLinear> packed =
        weight.scheme().element().bits() == 4
            ? PackedInt4.of(calls, weight, compute)
            : PackedInt8.of(calls, weight, compute);
    return packed.or(() -> TiledLinear.of(calls, weight, compute));
  }

  private static boolean isCompute(DType dtype) {
    return dtype == DType.FLOAT32 || dtype == DType.BFLOAT16 || dtype == DType.FLOAT16;
  }
}
