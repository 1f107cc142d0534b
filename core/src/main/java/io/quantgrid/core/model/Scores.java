package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.AttentionPart;
import io.quantgrid.core.model.architecture.Position.Alibi;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How queries and keys become weights.
 *
 * @param window how many tokens a query sees, itself included
 * @param alibi slopes of the keys' positions
 * @param sinks {@code [heads]}
 */
record Scores(
    double scale,
    OptionalInt window,
    OptionalDouble softCap,
    Optional<Alibi> alibi,
    Optional<Tensor> sinks) {

  static Scores of(AttentionPart attention, Optional<Tensor> sinks) {
    return new Scores(
        attention.scale(),
        attention.window(),
        attention.softCap(),
        attention.position() instanceof Alibi slopes ? Optional.of(slopes) : Optional.empty(),
        sinks);
  }

  /** Only a window. */
  static Scores of(double scale, OptionalInt window) {
    return new Scores(scale, window, OptionalDouble.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether the scores are products alone: what engines have fast operations for. */
  boolean products() {
    return softCap.isEmpty() && alibi.isEmpty() && sinks.isEmpty();
  }
}
