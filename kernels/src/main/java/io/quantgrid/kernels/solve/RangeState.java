package io.quantgrid.kernels.solve;

import java.io.Serializable;

/**
 * What a {@link RangeObserver} has seen, to be sent to where states are merged.
 *
 * @param low the lowest value, at most 0
 * @param high the highest, at least 0
 * @param count how many values
 * @param codes bfloat16 codes seen, ascending as unsigned numbers; none where extremes are enough
 * @param counts how often each was
 */
public record RangeState(float low, float high, long count, int[] codes, long[] counts)
    implements Serializable {}
