package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** GPT-NeoX and Pythia. */
final class GptNeoxArchitecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    ObjectNode config = sizes.config(settings, "gpt_neox", "GPTNeoXForCausalLM");
    config.remove(java.util.List.of("head_dim", "num_key_value_heads"));
    config.put("layer_norm_eps", settings.number("attention.layer_norm_epsilon"));
    config.put("rotary_pct", sizes.rotated(settings));
    config.put("rotary_emb_base", settings.optionalNumber("rope.freq_base").orElse(10_000));
    config.put("use_parallel_residual", settings.flag("use_parallel_residual", true));
    return config.put("hidden_act", "gelu");
  }

  @Override
  public Names names(Settings settings) {
    return new Names("gpt_neox.layers.")
        .outside("token_embd", "gpt_neox.embed_in")
        .outside("output_norm", "gpt_neox.final_layer_norm")
        .outside("output", "embed_out")
        .block("attn_norm", "input_layernorm")
        .block(
            "attn_qkv",
            "attention.query_key_value",
            Turn.groupsOfHeads(Dimensions.of(settings).heads(), 1))
        .block("attn_output", "attention.dense")
        .block("ffn_norm", "post_attention_layernorm")
        .block("ffn_up", "mlp.dense_h_to_4h")
        .block("ffn_down", "mlp.dense_4h_to_h");
  }
}
