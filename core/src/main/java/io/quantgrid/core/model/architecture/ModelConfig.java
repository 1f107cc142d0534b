package io.quantgrid.core.model.architecture;

import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a checkpoint's config.json says about the computation.
 *
 * @param family the {@code model_type}
 * @param hidden width of the residual stream
 * @param maxLength longest text the model is made for, in tokens, where the file says so
 * @param tiedEmbeddings whether the head is the embedding table
 * @param bos the token that starts a text, if named
 * @param eos the tokens that end a text
 * @param storedType the type of the stored weights, as the file says; float32 when it does not
 * @param architecture what is computed, with the names of all tensors
 */
public record ModelConfig(
    String family,
    int hidden,
    int vocabulary,
    OptionalInt maxLength,
    boolean tiedEmbeddings,
    OptionalInt bos,
    List<Integer> eos,
    DType storedType,
    Architecture architecture) {

  public ModelConfig {
    eos = List.copyOf(eos);
  }

  /** How many blocks there are. */
  public int layers() {
    return architecture.layers().size();
  }
}
