package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.CodesContractTest;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;

final class Nd4jCodesTest extends CodesContractTest {
  @Override
  protected Engine open() {
    return Engines.named("nd4j");
  }

  @Override
  protected boolean supports(DType dtype) {
    return dtype == DType.FLOAT32;
  }
}
