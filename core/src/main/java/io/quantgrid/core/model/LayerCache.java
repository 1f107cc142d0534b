package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import java.util.Set;

/** What one layer keeps of the tokens seen so far, row by row. */
interface LayerCache extends AutoCloseable {
  /**
   * Makes a row what a row of another one of the same layer (or of this one) is.
   *
   * @param tokens that the other row holds
   */
  void put(Engine engine, int row, LayerCache from, int fromRow, int tokens);

  /** Forgets a row, where what is kept is more than entries that nothing sees. */
  void clear(Engine engine, int row);

  /** What the buffers of entries look like, for {@link Placement}. */
  default Set<Placement.Grid> grids() {
    return Set.of();
  }

  /** Counts in what the running batch has left, once all layers are through. */
  default void commit() {}

  @Override
  void close();
}
