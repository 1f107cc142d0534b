package io.quantgrid.core.model;

/**
 * What a model keeps of the tokens seen so far, row by row: the token at a position lies in the
 * column of that number, so rows may hold texts of any lengths. Made by {@link CausalModel#cache}
 * and filled by {@link CausalModel#hidden(TokenBatch, KvCache)}; used by one thread at a time. Its
 * memory is taken once.
 */
public interface KvCache extends AutoCloseable {
  /** Rows in use, from the first on: those of the next batch. */
  int rows();

  /**
   * Says how many rows are in use, at most as many as the cache was made for. Rows that come into
   * use hold no tokens.
   */
  void use(int rows);

  /** Tokens of the longest row. */
  int length();

  /** Tokens that a row has room for. */
  int capacity();

  /** Tokens of one row: the position of its next one. */
  int tokens(int row);

  /** Forgets the tokens of a row. */
  void clear(int row);

  /**
   * Makes a row what a row of another cache of the same model (or of this one) is.
   *
   * @throws IllegalArgumentException when this one has no room for it
   */
  void put(int row, KvCache from, int fromRow);

  @Override
  void close();
}
