package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Phi-1 and Phi-2. */
final class Phi2Architecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    ObjectNode config = sizes.config(settings, "phi", "PhiForCausalLM");
    config.remove("head_dim");
    config.put("layer_norm_eps", settings.number("attention.layer_norm_epsilon"));
    config.put("partial_rotary_factor", sizes.rotated(settings));
    config.put("hidden_act", "gelu_new").put("qk_layernorm", false);
    RopeScales.add(config, settings);
    return config;
  }

  @Override
  public Names names(Settings settings) {
    return new Names("model.layers.")
        .outside("token_embd", "model.embed_tokens")
        .outside("output_norm", "model.final_layernorm")
        .outside("output", "lm_head")
        .block("attn_norm", "input_layernorm")
        .block("attn_q", "self_attn.q_proj")
        .block("attn_k", "self_attn.k_proj")
        .block("attn_v", "self_attn.v_proj")
        .block("attn_output", "self_attn.dense")
        .block("ffn_up", "mlp.fc1")
        .block("ffn_down", "mlp.fc2");
  }
}
