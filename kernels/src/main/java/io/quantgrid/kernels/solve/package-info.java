/**
 * Solvers: functions from weights (and, for some, second moments) to quantized matrices. May use
 * {@code element}, {@code scheme}.
 */
package io.quantgrid.kernels.solve;
