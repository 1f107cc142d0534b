package io.quantgrid.core.model.architecture;

import java.util.Optional;

/**
 * Names of the tensors outside the blocks.
 *
 * @param embedding {@code [vocabulary, hidden]}
 * @param norm weight of the last norm, if there is one
 * @param head {@code [vocabulary, hidden]}; a checkpoint whose head is the embedding may lack it
 */
public record Outside(String embedding, Optional<String> norm, String head) {}
