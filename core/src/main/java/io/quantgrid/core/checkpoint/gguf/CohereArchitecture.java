package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Command R: one norm per layer, scaled logits, pairs of rotated dimensions beside one another. */
final class CohereArchitecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    sizes.wholeHeadsRotated(settings);
    ObjectNode config = sizes.config(settings, "cohere", "CohereForCausalLM");
    config.remove("head_dim");
    config.put("layer_norm_eps", settings.number("attention.layer_norm_epsilon"));
    config.put("logit_scale", settings.number("logit_scale"));
    config.put("use_qk_norm", file.has("blk.0.attn_q_norm.weight"));
    config.put("hidden_act", "silu").put("attention_bias", false);
    RopeScales.add(config, settings);
    return config;
  }

  @Override
  public Names names(Settings settings) {
    return LlamaNames.of(Turn.SAME, Turn.SAME)
        .outside("output_norm", "model.norm")
        .block("attn_norm", "input_layernorm")
        .block("attn_q_norm", "self_attn.q_norm")
        .block("attn_k_norm", "self_attn.k_norm");
  }
}
