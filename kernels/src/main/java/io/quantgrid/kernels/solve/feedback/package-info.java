/**
 * Rounding weights column by column, each with what the errors of the columns before it do to the
 * outputs taken into account: what GPTQ, LDLQ, SpQR and their kin share. May use {@code solve} and
 * {@code tensor}.
 */
package io.quantgrid.kernels.solve.feedback;
