package io.quantgrid.kernels.tensor;

/**
 * A singular value decomposition {@code left * diag(singular) * right}.
 *
 * @param left {@code [m, k]}, columns orthonormal
 * @param singular {@code [k]}, descending
 * @param right {@code [k, n]}, rows orthonormal
 */
public record Svd(Tensor left, Tensor singular, Tensor right) {}
