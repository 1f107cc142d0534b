package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.CodesContractTest;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;

final class TorchCodesTest extends CodesContractTest {
  @Override
  protected Engine open() {
    return Engines.named("torch");
  }

  @Override
  protected boolean supports(DType dtype) {
    return true;
  }
}
