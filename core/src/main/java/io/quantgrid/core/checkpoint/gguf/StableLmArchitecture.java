package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** StableLM: Llama's layout with layer norms and partly rotated heads. */
final class StableLmArchitecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    ObjectNode config = sizes.config(settings, "stablelm", "StableLmForCausalLM");
    config.put("layer_norm_eps", settings.number("attention.layer_norm_epsilon"));
    config.put("partial_rotary_factor", sizes.rotated(settings));
    config.put("use_qkv_bias", file.has("blk.0.attn_q.bias")).put("qk_layernorm", false);
    config.put("use_parallel_residual", settings.flag("use_parallel_residual", false));
    config.put("hidden_act", "silu");
    RopeScales.add(config, settings);
    return config;
  }

  @Override
  public Names names(Settings settings) {
    return LlamaNames.usual();
  }
}
