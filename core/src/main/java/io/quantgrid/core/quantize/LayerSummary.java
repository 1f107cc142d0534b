package io.quantgrid.core.quantize;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What quantizing did to one weight.
 *
 * @param scheme as applied: the group size is the one used
 * @param bitsPerWeight stored bits of codes, scales and zero points over weights
 * @param relativeError sum of squared differences over the sum of squared weights; 0 for all zeros
 * @param largestError largest absolute difference
 * @param shiftedGroups of FP4 weights beside FP8 activations: groups that become FP8 by moving
 *     exponents alone; 0 for other formats
 * @param floatGroups those that do not
 */
public record LayerSummary(
    @JsonProperty("name") String name,
    @JsonProperty("rows") int rows,
    @JsonProperty("columns") int columns,
    @JsonProperty("scheme") String scheme,
    @JsonProperty("bits_per_weight") double bitsPerWeight,
    @JsonProperty("relative_error") double relativeError,
    @JsonProperty("largest_error") double largestError,
    @JsonProperty("shifted_groups") long shiftedGroups,
    @JsonProperty("float_groups") long floatGroups) {}
