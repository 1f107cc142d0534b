package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** OLMo 2: norms after attention and feed-forward layer, and of queries and keys. */
final class Olmo2Architecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    sizes.wholeHeadsRotated(settings);
    ObjectNode config = sizes.config(settings, "olmo2", "Olmo2ForCausalLM");
    config.put("rms_norm_eps", settings.number("attention.layer_norm_rms_epsilon"));
    config.put("hidden_act", "silu").put("attention_bias", false);
    RopeScales.add(config, settings);
    return config;
  }

  @Override
  public Names names(Settings settings) {
    return LlamaNames.of(Turn.SAME, Turn.SAME)
        .outside("output_norm", "model.norm")
        .block("attn_q_norm", "self_attn.q_norm")
        .block("attn_k_norm", "self_attn.k_norm")
        .block("post_attention_norm", "post_attention_layernorm")
        .block("post_ffw_norm", "post_feedforward_layernorm");
  }
}
