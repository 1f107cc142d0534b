/**
 * QA-LoRA: adapters by groups of inputs, merged into zero points. May use what {@code solve} may.
 */
package io.quantgrid.kernels.solve.qalora;
