/**
 * How quantized weights lie in a checkpoint: the layouts of compressed-tensors and those of its own
 * beside them, and what the configuration says of each module. May use {@code checkpoint}, {@code
 * model}, {@code format} and {@code kernels}.
 */
package io.quantgrid.core.stored;
