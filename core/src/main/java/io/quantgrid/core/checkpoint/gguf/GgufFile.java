package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.CheckpointException;
import java.nio.file.Path;
import java.util.NavigableMap;

/** A file whose header is read: what architectures and tokenizers are made from. */
record GgufFile(Path file, GgufHeader header, GgufDecoder decoder) {
  JsonNode metadata() {
    return header.metadata();
  }

  NavigableMap<String, GgufTensor> tensors() {
    return header.tensors();
  }

  boolean has(String tensor) {
    return header.tensors().containsKey(tensor);
  }

  /** The values of a small tensor. */
  float[] values(String tensor) {
    return decoder.values(header.tensors().get(tensor));
  }

  CheckpointException refused(String what, String value, String expected) {
    return GgufCursor.refused(file, what, value, expected);
  }
}
