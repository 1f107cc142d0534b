package io.quantgrid.core.model;

/**
 * Names of the tensors outside the blocks.
 *
 * @param embedding {@code [vocabulary, hidden]}
 * @param norm weight of the last norm
 * @param head {@code [vocabulary, hidden]}; a checkpoint whose head is the embedding may lack it
 */
public record Outside(String embedding, String norm, String head) {}
