package io.quantgrid.core.model;

import io.quantgrid.kernels.scan.Order;
import io.quantgrid.kernels.scan.Scanned;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Runs over the rows of a batch one after the other, each from what the cache holds of it: numbers
 * of one row at a time are in Java's memory.
 *
 * @param kept of the rows, where there is a cache
 * @param none what rows start from where there is none
 */
@SuppressWarnings({
  "ArrayRecordComponent", // never compared
  "try" // scopes free what is made while they are open
})
record RowScans(Engine engine, List<Order> orders, Optional<RowStates> kept, float[] none) {
  /** What is computed of a row in Java. */
  interface Scan {
    /**
     * @param before what the row starts from
     */
    Scanned run(int row, Order order, float[] before);
  }

  /** What is computed of the scan's {@code y}, float32 {@code [1, tokens, channels]}. */
  interface After {
    Tensor apply(int row, Tensor y);
  }

  /** {@code [rows, tokens, channels]} of that type. */
  Tensor run(DType dtype, int channels, Scan scan, After after) {
    int tokens = orders.get(0).tokens();
    Tensor out = engine.zeros(dtype, orders.size(), tokens, channels);
    for (int row = 0; row < orders.size(); row++) {
      try (Scope scope = engine.scope()) {
        Scanned scanned = scan.run(row, orders.get(row), before(row));
        Tensor y = after.apply(row, engine.floats(scanned.y(), 1, tokens, channels));
        engine.copyInto(
            engine.narrow(out, 0, row, 1), y.dtype() == dtype ? y : engine.cast(y, dtype));
        leave(row, scanned.state());
      }
    }
    return out;
  }

  private float[] before(int row) {
    return kept.map(states -> states.of(row)).orElse(none);
  }

  private void leave(int row, float[] state) {
    kept.ifPresent(states -> states.leave(row, state));
  }

  /** A row of {@code x [rows, tokens, ...]} in Java's memory: some of the last dimension. */
  static float[] values(Engine engine, Tensor x, int row, long first, long count) {
    try (Scope scope = engine.scope()) {
      return engine.toFloats(engine.narrow(engine.narrow(x, 0, row, 1), 2, first, count));
    }
  }

  /** {@code y} of a row times SiLU of as many of {@code x [rows, tokens, ...]}, in float32. */
  static Tensor gated(Engine engine, Tensor y, Tensor x, int row, long first) {
    Tensor gate = engine.narrow(engine.narrow(x, 0, row, 1), 2, first, y.size(2));
    boolean same = gate.dtype() == DType.FLOAT32;
    return engine.mul(y, engine.silu(same ? gate : engine.cast(gate, DType.FLOAT32)));
  }
}
