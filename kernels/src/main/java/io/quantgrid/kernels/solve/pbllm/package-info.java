/**
 * PB-LLM: weights of one sign each, a share of salient ones in eight bits. May use {@code solve},
 * {@code solve.feedback} and {@code form}.
 */
package io.quantgrid.kernels.solve.pbllm;
