/**
 * LLM.int8(): int8 weights per channel, activations in int8 but for their outliers. May use {@code
 * solve}, {@code form} and {@code tensor}.
 */
package io.quantgrid.kernels.solve.llmint8;
