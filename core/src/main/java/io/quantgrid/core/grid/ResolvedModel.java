package io.quantgrid.core.grid;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model whose files lie on this machine's disk.
 *
 * @param folder where they lie, or the GGUF file that has all of them; may differ between machines
 * @param hash SHA-256, hexadecimal, of configuration, tokenizer and weights, and of its base's
 * @param parameters elements of all weights
 * @param maxLength tokens of its longest context
 * @param base folder of the model that it was tuned from or is adapted by {@code adapter}
 * @param adapter folder of the adapter that is merged in {@code folder}
 */
public record ResolvedModel(
    ModelRef ref,
    Path folder,
    String hash,
    String family,
    long parameters,
    int maxLength,
    Optional<Path> base,
    Optional<Path> adapter) {
  /** A model that stands alone. */
  public ResolvedModel(
      ModelRef ref, Path folder, String hash, String family, long parameters, int maxLength) {
    this(ref, folder, hash, family, parameters, maxLength, Optional.empty(), Optional.empty());
  }
}
