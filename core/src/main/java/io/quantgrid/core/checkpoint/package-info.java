/**
 * Checkpoints on the local disk: safetensors in and out, configuration, content hashes. May use
 * {@code kernels}.
 */
package io.quantgrid.core.checkpoint;
