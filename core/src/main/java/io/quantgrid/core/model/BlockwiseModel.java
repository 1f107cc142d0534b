package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * A model that is computed block by block, so that no more than one block's weights need be in
 * memory. Computes what {@link CausalModel} does, bit for bit.
 */
public interface BlockwiseModel extends AutoCloseable {
  /** How many there are. */
  int blocks();

  /**
   * What goes into the first block: {@code [rows, width, hidden]}. The table is in memory from here
   * until the next block is loaded.
   */
  Tensor embed(TokenBatch batch);

  /**
   * Loads one block.
   *
   * @param weights where its weights come from: the checkpoint, transformed or quantized ones
   * @param observer sees the inputs of its linear layers
   */
  LoadedBlock load(int block, WeightSource weights, Optional<InputObserver> observer);

  /** Frees all but loaded blocks, which their holders close before. */
  @Override
  void close();

  /** One block in the engine's memory. */
  interface LoadedBlock extends AutoCloseable {
    /** {@code hidden [rows, width, hidden]} of the batch's tokens to the same shape. */
    Tensor apply(Tensor hidden, TokenBatch batch);

    @Override
    void close();
  }
}
