package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Tensor;

/** Which keys the queries of a batch see through a window; the same for all layers that have it. */
sealed interface Sight {
  /** Each token sees those of its row that came before it in the batch, and itself. */
  record Causal() implements Sight {}

  /**
   * Every query sees every key but the first few: a token that goes on from a cache sees all of it,
   * or what the window leaves.
   *
   * @param first number of the first key that is seen
   */
  record Full(int first) implements Sight {}

  /**
   * @param mask {@code [rows or 1, 1, tokens, keys]}, true where a query sees a key
   */
  record Masked(Tensor mask) implements Sight {}

  /** Entries of which some are quantized for some queries. */
  record Copies(KiviAttention kivi) implements Sight {}
}
