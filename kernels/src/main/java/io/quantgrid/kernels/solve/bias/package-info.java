/** Biases that make up for the mean error of outputs. May use {@code solve} and {@code tensor}. */
package io.quantgrid.kernels.solve.bias;
