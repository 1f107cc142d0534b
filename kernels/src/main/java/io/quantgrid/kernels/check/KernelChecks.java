package io.quantgrid.kernels.check;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs every kernel of an engine on small seeded inputs and compares it with plain Java: what tells
 * a broken GPU, driver or library from a bad format. Takes about a second.
 */
public final class KernelChecks {
  private KernelChecks() {}

  /**
   * All kernels in all types that the engine computes in, on the calling thread.
   *
   * @return one entry a kernel and type, in a fixed order
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public static List<Deviation> run(Engine engine) {
    List<Deviation> found = new ArrayList<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16)) {
      if (Engines.computes(engine.name()).contains(dtype)) {
        try (Scope scope = engine.scope()) {
          found.addAll(BlockChecks.run(engine, dtype));
          found.addAll(LowBitChecks.run(engine, dtype));
        }
      }
    }
    try (Scope scope = engine.scope()) {
      found.addAll(FormatChecks.run(engine));
    }
    return found;
  }
}
