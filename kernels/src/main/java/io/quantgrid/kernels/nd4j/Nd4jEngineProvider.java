package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.EngineProvider;
import java.util.EnumSet;
import java.util.Set;

/** Registers {@code nd4j} under {@code META-INF/services}. */
public final class Nd4jEngineProvider implements EngineProvider {
  @Override
  public String name() {
    return Nd4jEngine.NAME;
  }

  /** Its products of 16-bit types are a thousand times slower than its float32. */
  @Override
  public Set<DType> computes() {
    return EnumSet.of(DType.FLOAT32);
  }

  @Override
  public Engine open() {
    return new Nd4jEngine();
  }
}
