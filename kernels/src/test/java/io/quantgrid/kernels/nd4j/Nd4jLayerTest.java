package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.LayerContractTest;

final class Nd4jLayerTest extends LayerContractTest {
  @Override
  protected Engine open() {
    return Engines.named("nd4j");
  }

  @Override
  protected boolean supports(DType dtype) {
    return dtype == DType.FLOAT32;
  }
}
