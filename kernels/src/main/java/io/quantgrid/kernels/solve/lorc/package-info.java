/**
 * Low-rank compensation (arXiv 2303.08302). May use {@code form}, {@code solve}, {@code tensor}.
 */
package io.quantgrid.kernels.solve.lorc;
