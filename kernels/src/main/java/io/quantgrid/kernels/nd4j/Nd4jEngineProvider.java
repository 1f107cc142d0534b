package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.EngineProvider;

/** Registers {@code nd4j} under {@code META-INF/services}. */
public final class Nd4jEngineProvider implements EngineProvider {
  @Override
  public String name() {
    return Nd4jEngine.NAME;
  }

  @Override
  public Engine open() {
    return new Nd4jEngine();
  }
}
