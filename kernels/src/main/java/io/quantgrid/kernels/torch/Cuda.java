package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/**
 * Low-bit layers on an NVIDIA GPU, where libtorch was built for CUDA and finds one; this project's
 * build of libtorch is for CPUs, and there everything here is absent. Which kernels a GPU has is
 * found by trying each once on a small product: a kernel that throws, or gives other numbers than
 * the format says, counts as absent. Written against the schemas of the operations; not yet seen
 * running on a GPU.
 */
final class Cuda {
  private static final byte FIRST = 0;

  private Cuda() {}

  /** The first GPU that the process sees. */
  static Optional<Device> device() {
    return torch.cuda_is_available()
        ? Optional.of(new Device(torch.DeviceType.CUDA, FIRST))
        : Optional.empty();
  }

  /** Which of the kernels is for such weights and activations, if this machine's GPU has it. */
  static Optional<Kernel> kernel(Scheme weights, Optional<Scheme> activations, DType compute) {
    if (compute != DType.BFLOAT16 || device().isEmpty()) {
      return Optional.empty();
    }
    for (Kernel kernel : Kernel.values()) {
      if (kernel.fits(weights, activations) && CudaTrial.passed(kernel)) {
        return Optional.of(kernel);
      }
    }
    return Optional.empty();
  }

  /** The products that there are for GPUs, all with bfloat16 inputs and outputs. */
  enum Kernel {
    /** {@code aten::_scaled_mm}: fp8_e4m3 times fp8_e4m3, compute capability 8.9 and above. */
    FP8("fp8_e4m3/channel", "fp8_e4m3/token") {
      @Override
      boolean fits(Scheme weights, Optional<Scheme> activations) {
        return activations.isPresent() && CudaFp8.fits(weights, activations.get());
      }

      @Override
      Optional<LowBitLinear> of(
          Calls calls, QuantizedMatrix weight, Optional<ActivationScheme> inputs, Device device) {
        return CudaFp8.of(calls, weight, device);
      }
    },
    /** {@code aten::_int_mm}: int8 times int8. */
    INT8("int8/channel", "int8/token") {
      @Override
      boolean fits(Scheme weights, Optional<Scheme> activations) {
        return activations.isPresent() && CudaInt8.fits(weights, activations.get());
      }

      @Override
      Optional<LowBitLinear> of(
          Calls calls, QuantizedMatrix weight, Optional<ActivationScheme> inputs, Device device) {
        return CudaInt8.of(calls, weight, inputs.orElseThrow(), device);
      }
    },
    /** {@code aten::_weight_int4pack_mm}: int4 weights, compute capability 8.0 and above. */
    INT4("int4/group128", "") {
      @Override
      boolean fits(Scheme weights, Optional<Scheme> activations) {
        ElementType element = weights.element();
        return activations.isEmpty() && element.name().equals("int4");
      }

      @Override
      Optional<LowBitLinear> of(
          Calls calls, QuantizedMatrix weight, Optional<ActivationScheme> inputs, Device device) {
        return CudaInt4.of(calls, weight, device);
      }
    };

    private final String weights;
    private final String activations;

    Kernel(String weights, String activations) {
      this.weights = weights;
      this.activations = activations;
    }

    /** The weights that it is tried with. */
    Scheme weights() {
      return SchemeParser.parse(weights);
    }

    /** The activations that it is tried with. */
    Optional<ActivationScheme> activations() {
      return Optional.of(activations)
          .filter(text -> !text.isEmpty())
          .map(text -> ActivationScheme.dynamic(SchemeParser.parse(text)));
    }

    abstract boolean fits(Scheme weights, Optional<Scheme> activations);

    /** Empty where the shape does not fit. */
    abstract Optional<LowBitLinear> of(
        Calls calls, QuantizedMatrix weight, Optional<ActivationScheme> inputs, Device device);
  }
}
