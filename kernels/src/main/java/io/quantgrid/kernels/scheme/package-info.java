/**
 * How one tensor is quantized: granularity, symmetry, scale rule; quantized matrices and their
 * packing. May use {@code element}.
 */
package io.quantgrid.kernels.scheme;
