/**
 * The block types of ggml, which GGUF files store weights in, decoded bit for bit as gguf-py does.
 * Uses nothing.
 */
package io.quantgrid.kernels.ggml;
