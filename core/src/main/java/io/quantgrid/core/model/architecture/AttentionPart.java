package io.quantgrid.core.model.architecture;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A part in which tokens read others of their text: what caches and masks need to know of it. */
public sealed interface AttentionPart extends Part permits SelfAttention, LatentAttention {
  /** How a token's place is known. */
  Position position();

  /** How many tokens a query sees, itself included. */
  OptionalInt window();

  /** What products of queries and keys are multiplied with. */
  double scale();

  /** {@code cap * tanh(scores / cap)}. */
  OptionalDouble softCap();

  /** Name of {@code [heads]}: scores that take part in the softmax and read nothing. */
  Optional<String> sinks();

  /** Heads of keys and values, as they are kept. */
  int kvHeads();

  /** Numbers in each head's key. */
  int keyWidth();

  /** Numbers in each head's value. */
  int valueWidth();
}
