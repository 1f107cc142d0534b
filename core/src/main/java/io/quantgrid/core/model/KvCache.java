package io.quantgrid.core.model;

/**
 * Keys and values of the tokens seen so far, one entry a layer, rows side by side. Made by {@link
 * CausalModel#cache} and filled by {@link CausalModel#hidden(TokenBatch, KvCache)}; used by one
 * thread at a time.
 */
public interface KvCache extends AutoCloseable {
  int rows();

  /** Columns in use, padding included: the same for all rows. */
  int length();

  /** Columns there is room for. */
  int capacity();

  /** Tokens of one row, padding not counted: the position of its next token. */
  int tokens(int row);

  /**
   * Moves some of the rows, in the given order, into a new cache of the same capacity, and closes
   * this one. Lets rows go that have stopped.
   */
  KvCache select(int[] rows);

  @Override
  void close();
}
