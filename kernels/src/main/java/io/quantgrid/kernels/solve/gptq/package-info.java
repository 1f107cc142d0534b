/**
 * GPTQ (arXiv 2210.17323). May use {@code form}, {@code scheme}, {@code solve}, {@code
 * solve.feedback}, {@code tensor}.
 */
package io.quantgrid.kernels.solve.gptq;
