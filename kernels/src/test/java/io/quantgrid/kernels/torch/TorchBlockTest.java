package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.BlockContractTest;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;

final class TorchBlockTest extends BlockContractTest {
  @Override
  protected Engine open() {
    return Engines.named("torch");
  }

  @Override
  protected boolean supports(DType dtype) {
    return true;
  }
}
