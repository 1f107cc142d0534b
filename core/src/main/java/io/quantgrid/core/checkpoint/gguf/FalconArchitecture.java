package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Falcon 7B and 40B, which a second norm tells apart. */
final class FalconArchitecture implements Architecture {
  private static final String SECOND_NORM = "attn_norm_2";

  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    boolean newer = file.has("blk.0." + SECOND_NORM + ".weight");
    ObjectNode config = sizes.config(settings, "falcon", "FalconForCausalLM");
    config.remove(java.util.List.of("head_dim", "num_key_value_heads", "intermediate_size"));
    config.put("ffn_hidden_size", settings.count("feed_forward_length"));
    config.put("layer_norm_epsilon", settings.number("attention.layer_norm_epsilon"));
    config.put("new_decoder_architecture", newer).put("num_kv_heads", sizes.kvHeads());
    config.put("multi_query", true).put("parallel_attn", true);
    config.put("bias", false).put("alibi", false).put("activation", "gelu");
    RopeScales.add(config, settings);
    if (!newer && sizes.kvHeads() != 1) {
      throw settings.refused(
          "attention.head_count_kv", String.valueOf(sizes.kvHeads()), "1 with a single norm");
    }
    return config;
  }

  @Override
  public Names names(Settings settings) {
    Dimensions sizes = Dimensions.of(settings);
    boolean newer = sizes.kvHeads() != 1;
    return new Names("transformer.h.")
        .outside("token_embd", "transformer.word_embeddings")
        .outside("output_norm", "transformer.ln_f")
        .outside("output", "lm_head")
        .block("attn_norm", newer ? "ln_mlp" : "input_layernorm")
        .block(SECOND_NORM, "ln_attn")
        .block(
            "attn_qkv",
            "self_attention.query_key_value",
            Turn.groupsOfHeads(sizes.kvHeads(), sizes.heads() / sizes.kvHeads()))
        .block("attn_output", "self_attention.dense")
        .block("ffn_up", "mlp.dense_h_to_4h")
        .block("ffn_down", "mlp.dense_4h_to_h");
  }
}
