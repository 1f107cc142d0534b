package io.quantgrid.core.model.architecture;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The residual stream, after the last norm, to logits: through {@code projectOut}, the matrix,
 * times {@code scale}, capped.
 *
 * @param projection {@code [vocabulary, width]}; a checkpoint whose head is the embedding may lack
 *     it
 * @param tying whether it is the embedding
 * @param scale of the logits
 * @param softCap {@code cap * tanh(logits / cap)}
 */
public record Head(
    Projection projection,
    Tying tying,
    Optional<Projection> projectOut,
    double scale,
    OptionalDouble softCap) {

  /** Where the matrix comes from. */
  public enum Tying {
    /** It is the embedding's table, whatever the checkpoint holds. */
    TIED,
    /** Its own; the embedding's where the checkpoint holds none. */
    OWN
  }

  /** A matrix and nothing else. */
  public static Head plain(Projection projection, Tying tying) {
    return new Head(projection, tying, Optional.empty(), 1, OptionalDouble.empty());
  }

  /** The same with its logits multiplied. */
  public Head times(double factor) {
    return new Head(projection, tying, projectOut, factor, softCap);
  }

  /** The same with its logits capped. */
  public Head capped(OptionalDouble cap) {
    return new Head(projection, tying, projectOut, scale, cap);
  }
}
