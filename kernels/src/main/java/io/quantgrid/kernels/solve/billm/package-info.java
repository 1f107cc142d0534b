/**
 * BiLLM: weights of one sign each, salient columns of two. May use {@code solve}, {@code
 * solve.feedback} and {@code form}.
 */
package io.quantgrid.kernels.solve.billm;
