package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Phi-3 and what shares its layout: fused projections, long texts by two sets of divisors. */
final class Phi3Architecture implements Architecture {
  private static final String LONG = "rope_factors_long.weight";
  private static final String SHORT = "rope_factors_short.weight";

  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    ObjectNode config = sizes.config(settings, "phi3", "Phi3ForCausalLM");
    config.put("hidden_act", "silu");
    config.put("rms_norm_eps", settings.number("attention.layer_norm_rms_epsilon"));
    config.put("partial_rotary_factor", sizes.rotated(settings));
    settings
        .optionalCount("attention.sliding_window")
        .ifPresentOrElse(
            window -> config.put("sliding_window", window), () -> config.putNull("sliding_window"));
    config.put(
        "original_max_position_embeddings",
        settings
            .optionalCount("rope.scaling.original_context_length")
            .orElse(settings.count("context_length")));
    RopeScales.add(config, settings);
    settings.optionalNumber("rope.scaling.attn_factor"); // follows from the lengths
    if (file.has(LONG) && file.has(SHORT)) {
      ObjectNode scaling = config.putObject("rope_scaling").put("type", "longrope");
      add(scaling.putArray("long_factor"), file.values(LONG));
      add(scaling.putArray("short_factor"), file.values(SHORT));
    }
    return config;
  }

  private static void add(ArrayNode array, float[] values) {
    for (float value : values) {
      array.add(Double.parseDouble(Float.toString(value)));
    }
  }

  @Override
  public Names names(Settings settings) {
    return LlamaNames.withNorms(new Names("model.layers."))
        .outside("token_embd", "model.embed_tokens")
        .outside("output", "lm_head")
        .block("attn_qkv", "self_attn.qkv_proj")
        .block("attn_output", "self_attn.o_proj")
        .block("ffn_up", "mlp.gate_up_proj")
        .block("ffn_down", "mlp.down_proj")
        .without("rope_factors_long")
        .without("rope_factors_short");
  }
}
