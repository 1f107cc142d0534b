package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A decoder-only language model in an engine's memory, weights as the variant wants them (in few
 * bits, or the dequantized values), with the quantization of activations and KV entries applied
 * inside. Weights are read only: several threads may call it at once.
 */
public interface CausalModel extends AutoCloseable {
  Engine engine();

  ModelConfig config();

  /** Bytes of the weights that stay in memory, in few bits where they are. */
  long bytes();

  /**
   * Native when all that is quantized is computed as it says, and when nothing is quantized;
   * simulated when any weight, activation or KV entry is dequantized first. Said of what was loaded
   * so far: of a model that is not in memory as a whole, ask after it was used.
   */
  Compute compute();

  /**
   * Hidden states after the last norm, {@code [batch, tokens, hidden]}, of tokens in the layout of
   * {@link TokenBatch}: right padded, packed with branches, or continuing a cache.
   */
  Tensor hidden(TokenBatch batch);

  /**
   * As {@link #hidden(TokenBatch)}, appending keys and values to {@code cache} and attending to
   * what it holds.
   */
  Tensor hidden(TokenBatch batch, KvCache cache);

  /**
   * As {@link #hidden(TokenBatch)} for many batches, whose results are read one after another. A
   * model that is not in memory as a whole loads each of its parts once for all of them.
   *
   * @param prefix tokens in the only row of a cache, which stays as it is: all texts of all batches
   *     go on from them
   * @throws IllegalArgumentException for a prefix, unless {@link #sharesPrefixes}
   */
  void hidden(List<TokenBatch> batches, Optional<KvCache> prefix, Reader reader);

  /** Texts from their beginning. */
  default void hidden(List<TokenBatch> batches, Reader reader) {
    hidden(batches, Optional.empty(), reader);
  }

  /**
   * Whether a text in pieces, through a cache, is the text at once. Not where positions are turned
   * by the length of the whole text.
   */
  boolean readsInPieces();

  /**
   * Whether batches may go on from a prefix: every layer keeps entries alone, which all queries see
   * as they are.
   */
  boolean sharesPrefixes();

  /** Takes what {@link #hidden(List, Reader)} computes. */
  interface Reader {
    /**
     * @param batch index of the batch; they come in order
     * @param hidden its hidden states, freed afterwards
     * @param logits as {@link CausalModel#logits}, meanwhile
     */
    void read(int batch, Tensor hidden, UnaryOperator<Tensor> logits);
  }

  /** An empty cache for that many rows and tokens. */
  KvCache cache(int rows, int capacity);

  /** Logits in float32, {@code [n, vocabulary]}, of hidden states {@code [n, hidden]}. */
  Tensor logits(Tensor hidden);

  @Override
  void close();
}
