/**
 * How one tensor is quantized: granularity, symmetry, scale rule; quantized matrices and their
 * packing; block formats by name. May use {@code element}, {@code block}.
 */
package io.quantgrid.kernels.scheme;
