package io.quantgrid.core.stats;

import java.util.Optional;

/**
 * What is known of one item on one side.
 *
 * @param value of the main metric; for perplexities the log-likelihood
 * @param weight words or bytes where the metric is weighted, else 1
 * @param statistics where the figure is that of a corpus, as {@link
 *     io.quantgrid.core.evaluate.Aggregation} says, else empty
 * @param correct the metric as a yes or no; empty where it is none
 * @param confidence probability of the choice taken; NaN without choices
 */
public record Measured(
    double value, long weight, double[] statistics, Optional<Boolean> correct, double confidence) {}
