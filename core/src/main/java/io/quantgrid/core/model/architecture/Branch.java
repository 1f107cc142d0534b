package io.quantgrid.core.model.architecture;

import java.util.Optional;

/**
 * What is added to the residual stream.
 *
 * @param before norm of the stream that the part reads
 * @param after norm of what it gives
 */
public record Branch(Optional<Norm> before, Part part, Optional<Norm> after) {
  /** With a norm before it. */
  public static Branch of(Norm before, Part part) {
    return new Branch(Optional.of(before), part, Optional.empty());
  }

  /** With a norm after it. */
  public static Branch of(Part part, Norm after) {
    return new Branch(Optional.empty(), part, Optional.of(after));
  }

  public static Branch of(Norm before, Part part, Norm after) {
    return new Branch(Optional.of(before), part, Optional.of(after));
  }
}
