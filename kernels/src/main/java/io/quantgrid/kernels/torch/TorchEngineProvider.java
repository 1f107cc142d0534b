package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.EngineProvider;

/** Registers {@code torch} under {@code META-INF/services}. */
public final class TorchEngineProvider implements EngineProvider {
  @Override
  public String name() {
    return TorchEngine.NAME;
  }

  @Override
  public Engine open() {
    return new TorchEngine();
  }
}
