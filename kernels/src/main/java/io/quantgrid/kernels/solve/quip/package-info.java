/**
 * QuIP (arXiv 2307.13304). May use {@code form}, {@code scheme}, {@code solve}, {@code
 * solve.feedback}, {@code tensor}.
 */
package io.quantgrid.kernels.solve.quip;
