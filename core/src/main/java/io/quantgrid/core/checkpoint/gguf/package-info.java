/**
 * GGUF: the header of a file, and what it says of its model in the terms of Hugging Face: a
 * configuration, names of tensors, a tokenizer. May use {@code kernels} and the checkpoint's error.
 */
package io.quantgrid.core.checkpoint.gguf;
