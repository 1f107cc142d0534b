package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Sizes that most architectures name alike, as config.json has them. */
record Dimensions(int hidden, int layers, int heads, int kvHeads, int headDim) {

  static Dimensions of(Settings settings) {
    int hidden = settings.count("embedding_length");
    int heads = settings.count("attention.head_count");
    int kvHeads = settings.optionalCount("attention.head_count_kv").orElse(heads);
    int headDim = settings.optionalCount("attention.key_length").orElse(hidden / heads);
    int valueDim = settings.optionalCount("attention.value_length").orElse(headDim);
    if (valueDim != headDim) {
      throw settings.refused(
          "attention.value_length", String.valueOf(valueDim), headDim + ", as keys have");
    }
    if (heads % kvHeads != 0) {
      throw settings.refused(
          "attention.head_count_kv", String.valueOf(kvHeads), "a divisor of " + heads);
    }
    return new Dimensions(hidden, settings.count("block_count"), heads, kvHeads, headDim);
  }

  /** A configuration with them and the lengths of context and feed-forward layer. */
  ObjectNode config(Settings settings, String modelType, String className) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("model_type", modelType);
    config.putArray("architectures").add(className);
    config.put("hidden_size", hidden);
    config.put("num_hidden_layers", layers);
    config.put("num_attention_heads", heads);
    config.put("num_key_value_heads", kvHeads);
    config.put("head_dim", headDim);
    config.put("intermediate_size", settings.count("feed_forward_length"));
    config.put("max_position_embeddings", settings.count("context_length"));
    return config;
  }

  /** The part of a head that is rotated, as a factor. */
  double rotated(Settings settings) {
    return (double) settings.optionalCount("rope.dimension_count").orElse(headDim) / headDim;
  }

  /** Refuses a rotation of part of a head. */
  void wholeHeadsRotated(Settings settings) {
    if (rotated(settings) != 1) {
      throw settings.refused(
          "rope.dimension_count",
          String.valueOf(settings.count("rope.dimension_count")),
          headDim + ", the width of a head");
    }
  }
}
