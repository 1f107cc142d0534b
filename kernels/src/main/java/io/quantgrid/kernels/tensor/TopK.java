package io.quantgrid.kernels.tensor;

/**
 * The k largest entries along the last dimension, largest first: values, and their indices as
 * int64.
 */
public record TopK(Tensor values, Tensor indices) {}
