package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;

/** What one layer keeps of the tokens seen so far. */
interface LayerCache extends AutoCloseable {
  /**
   * Moves some of the rows into a new one, and closes this one.
   *
   * @param rows int64, in the order wanted
   */
  LayerCache select(Engine engine, Tensor rows);

  /** Counts in what the running batch has left, once all layers are through. */
  default void commit() {}

  @Override
  void close();
}
