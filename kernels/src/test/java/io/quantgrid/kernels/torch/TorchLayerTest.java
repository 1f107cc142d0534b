package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.LayerContractTest;

final class TorchLayerTest extends LayerContractTest {
  @Override
  protected Engine open() {
    return Engines.named("torch");
  }

  @Override
  protected boolean supports(DType dtype) {
    return true;
  }
}
