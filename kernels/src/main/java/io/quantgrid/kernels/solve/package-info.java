/**
 * Solvers: functions from weights (and, for some, second moments) to quantized matrices, and the
 * scalar arithmetic of dynamic quantization. May use {@code element}, {@code scheme}.
 */
package io.quantgrid.kernels.solve;
