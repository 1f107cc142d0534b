package io.quantgrid.core.grid;

import java.nio.file.Path;

/**
 * A model whose files lie on this machine's disk.
 *
 * @param folder where they lie; may differ between machines
 * @param hash SHA-256, hexadecimal, of configuration, tokenizer and weights
 * @param parameters elements of all weights
 * @param maxLength tokens of its longest context
 */
public record ResolvedModel(
    ModelRef ref, Path folder, String hash, String family, long parameters, int maxLength) {}
