package io.quantgrid.kernels.tensor;

import java.util.EnumSet;
import java.util.Set;

/** What an engine registers under {@code META-INF/services}; opening it loads native libraries. */
public interface EngineProvider {
  String name();

  /** The types that it computes in; others it only stores, reads and casts. Loads nothing. */
  default Set<DType> computes() {
    return EnumSet.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);
  }

  Engine open();
}
