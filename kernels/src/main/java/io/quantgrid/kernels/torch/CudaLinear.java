package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * A low-bit layer whose weights lie on a GPU. Inputs that lie elsewhere are copied there, and
 * results back to where the inputs are.
 */
abstract class CudaLinear extends NativeLinear {
  private final Device device;

  CudaLinear(Calls calls, QuantizedMatrix weight, Device device) {
    super(calls, weight, DType.BFLOAT16);
    this.device = own(new Device(device));
  }

  /** {@code x [m, in]} on the GPU to {@code [m, out]} there, both bfloat16. */
  abstract Tensor product(Tensor x);

  /** Moves a tensor to the GPU and holds it there. */
  final Tensor place(Tensor host) {
    Tensor there = host.to(device, host.scalar_type());
    host.deallocate();
    return hold(there);
  }

  @Override
  final Tensor rows(Tensor x) {
    Tensor there = x.to(device, x.scalar_type());
    Tensor y = product(there);
    there.deallocate();
    try (Device home = x.device()) {
      return y.to(home, y.scalar_type());
    } finally {
      y.deallocate();
    }
  }
}
