package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scan.AfterToken;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** What states go through after every token, each channel's a row of its own. */
final class StateRounding {
  private StateRounding() {}

  /**
   * @throws ModelException when the scheme keeps keys in another way than values
   */
  static AfterToken of(Engine engine, Optional<KvScheme> scheme) {
    if (scheme.isEmpty()) {
      return AfterToken.NOTHING;
    }
    if (scheme.get() instanceof KvScheme.Immediate immediate) {
      return rounding(engine, immediate.scheme());
    }
    throw new ModelException(
        "Cannot keep states as %s: there are no keys and values (expected one scheme, as int8/token)"
            .formatted(scheme.get()));
  }

  @SuppressWarnings("try") // the scope frees what is made inside
  private static AfterToken rounding(Engine engine, Scheme scheme) {
    return (rows, count, width) -> {
      try (Scope scope = engine.scope()) {
        Tensor rounded = engine.roundTrip(engine.floats(rows, count, width), scheme);
        System.arraycopy(engine.toFloats(rounded), 0, rows, 0, rows.length);
      }
    };
  }
}
