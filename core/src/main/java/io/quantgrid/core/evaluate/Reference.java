package io.quantgrid.core.evaluate;

import java.util.Optional;

/**
 * What the baseline left about one item: the k most likely tokens and their log-probabilities at
 * every scored position, over all requests of the item in order, or the generated text.
 *
 * @param docId the item
 * @param repeat which of several generated texts, from 0
 * @param correct the baseline's judgement
 * @param k entries per scored token
 * @param topIds {@code [scored tokens * k]}, most likely first
 * @param topLogprobs natural logarithms, the same layout
 * @param text generated text before cutting filters; empty for scoring tasks
 * @param tokens generated ids; empty for scoring tasks
 */
public record Reference(
    long docId,
    int repeat,
    Optional<Boolean> correct,
    int k,
    int[] topIds,
    float[] topLogprobs,
    Optional<String> text,
    int[] tokens) {}
