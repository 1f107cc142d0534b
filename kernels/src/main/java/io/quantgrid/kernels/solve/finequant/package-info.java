/**
 * FineQuant: sizes of groups that adapt to the weights, without calibration. May use {@code solve}
 * and {@code form}.
 */
package io.quantgrid.kernels.solve.finequant;
