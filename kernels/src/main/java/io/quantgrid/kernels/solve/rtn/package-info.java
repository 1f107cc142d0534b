/**
 * Round to nearest as a solver. May use {@code form}, {@code scheme}, {@code solve}, {@code
 * tensor}.
 */
package io.quantgrid.kernels.solve.rtn;
