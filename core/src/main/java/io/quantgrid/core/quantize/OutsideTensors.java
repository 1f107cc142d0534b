package io.quantgrid.core.quantize;

/**
 * The tensors outside the blocks, float32, row-major, which transforms change in place.
 *
 * @param embedding {@code [vocabulary, hidden]}
 * @param norm {@code [hidden]}
 * @param offset what is added to the norm's stored weight before it multiplies
 * @param head {@code [vocabulary, hidden]}, never the same array as the embedding
 */
record OutsideTensors(
    int vocabulary, int hidden, float[] embedding, float[] norm, double offset, float[] head) {}
