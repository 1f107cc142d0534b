/**
 * Half-quadratic quantization: zero points by optimization, without calibration. May use {@code
 * solve} and {@code form}.
 */
package io.quantgrid.kernels.solve.hqq;
