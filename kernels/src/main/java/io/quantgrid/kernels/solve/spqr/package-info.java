/**
 * SpQR (arXiv 2306.03078). May use {@code form}, {@code scheme}, {@code solve}, {@code
 * solve.feedback}, {@code tensor}.
 */
package io.quantgrid.kernels.solve.spqr;
