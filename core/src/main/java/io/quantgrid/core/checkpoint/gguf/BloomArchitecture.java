package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** BLOOM and Bloomz. */
final class BloomArchitecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    ObjectNode config = sizes.config(settings, "bloom", "BloomForCausalLM");
    config.remove(
        java.util.List.of(
            "head_dim", "num_key_value_heads", "intermediate_size", "max_position_embeddings"));
    config.put("n_layer", sizes.layers()).put("n_head", sizes.heads());
    config.put("layer_norm_epsilon", settings.number("attention.layer_norm_epsilon"));
    return config.put("apply_residual_connection_post_layernorm", false);
  }

  @Override
  public Names names(Settings settings) {
    return new Names("transformer.h.")
        .outside("token_embd", "transformer.word_embeddings")
        .outside("token_embd_norm", "transformer.word_embeddings_layernorm")
        .outside("output_norm", "transformer.ln_f")
        .outside("output", "lm_head")
        .block("attn_norm", "input_layernorm")
        .block(
            "attn_qkv",
            "self_attention.query_key_value",
            Turn.groupsOfHeads(Dimensions.of(settings).heads(), 1))
        .block("attn_output", "self_attention.dense")
        .block("ffn_norm", "post_attention_layernorm")
        .block("ffn_up", "mlp.dense_h_to_4h")
        .block("ffn_down", "mlp.dense_4h_to_h");
  }
}
