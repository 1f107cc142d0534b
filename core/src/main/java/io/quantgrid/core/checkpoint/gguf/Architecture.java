package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One {@code general.architecture} in the terms of Hugging Face. */
interface Architecture {
  /** What config.json says beside vocabulary, special tokens and tied embeddings. */
  ObjectNode config(Settings settings, GgufFile file);

  /** Where its tensors go. */
  Names names(Settings settings);
}
