package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Granite: Llama with four factors. */
final class GraniteArchitecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    sizes.wholeHeadsRotated(settings);
    ObjectNode config = sizes.config(settings, "granite", "GraniteForCausalLM");
    config.put("hidden_act", "silu").put("attention_bias", false).put("mlp_bias", false);
    config.put("rms_norm_eps", settings.number("attention.layer_norm_rms_epsilon"));
    config.put("attention_multiplier", settings.number("attention.scale"));
    config.put("embedding_multiplier", settings.number("embedding_scale"));
    config.put("residual_multiplier", settings.number("residual_scale"));
    config.put("logits_scaling", settings.number("logit_scale"));
    RopeScales.add(config, settings);
    return config;
  }

  @Override
  public Names names(Settings settings) {
    Dimensions sizes = Dimensions.of(settings);
    return LlamaNames.withNorms(
        LlamaNames.of(Turn.halvesOfHeads(sizes.heads()), Turn.halvesOfHeads(sizes.kvHeads())));
  }
}
