package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Gemma 1 to 3. Files have their norms' weights with 1 added. */
final class GemmaArchitecture implements Architecture {
  /** Layers of the 27B models, whose scores are divided by another number than all others'. */
  private static final int LAYERS_OF_27B_2 = 46;

  private static final int LAYERS_OF_27B_3 = 62;
  private static final int GLOBAL_EVERY_2 = 2;
  private static final int GLOBAL_EVERY_3 = 6;

  private final int version;

  GemmaArchitecture(int version) {
    this.version = version;
  }

  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    sizes.wholeHeadsRotated(settings);
    ObjectNode config =
        switch (version) {
          case 1 -> sizes.config(settings, "gemma", "GemmaForCausalLM");
          case 2 -> sizes.config(settings, "gemma2", "Gemma2ForCausalLM");
          default -> sizes.config(settings, "gemma3_text", "Gemma3ForCausalLM");
        };
    config.put("rms_norm_eps", settings.number("attention.layer_norm_rms_epsilon"));
    config.put("attention_bias", false);
    RopeScales.add(config, settings);
    if (version == 1) {
      return config.put("hidden_act", "gelu_pytorch_tanh");
    }
    config.put("hidden_activation", "gelu_pytorch_tanh");
    config.put("sliding_window", settings.count("attention.sliding_window"));
    int every = version == 2 ? GLOBAL_EVERY_2 : GLOBAL_EVERY_3;
    for (int layer = 1; layer <= sizes.layers(); layer++) {
      config
          .withArray("layer_types")
          .add(layer % every == 0 ? "full_attention" : "sliding_attention");
    }
    boolean largest = sizes.layers() == (version == 2 ? LAYERS_OF_27B_2 : LAYERS_OF_27B_3);
    config.put("query_pre_attn_scalar", largest ? sizes.hidden() / sizes.heads() : sizes.headDim());
    if (version == 2) {
      config.put("attn_logit_softcapping", settings.number("attn_logit_softcapping"));
      config.put("final_logit_softcapping", settings.number("final_logit_softcapping"));
    } else {
      config.putNull("attn_logit_softcapping").putNull("final_logit_softcapping");
      config.put(
          "rope_local_base_freq", settings.optionalNumber("rope.freq_base_swa").orElse(10_000));
    }
    return config;
  }

  @Override
  public Names names(Settings settings) {
    Names names =
        LlamaNames.of(Turn.SAME, Turn.SAME)
            .outside("output_norm", "model.norm", Turn.MINUS_ONE)
            .block("attn_norm", "input_layernorm", Turn.MINUS_ONE);
    if (version == 1) {
      return names.block("ffn_norm", "post_attention_layernorm", Turn.MINUS_ONE);
    }
    return names
        .block("attn_q_norm", "self_attn.q_norm", Turn.MINUS_ONE)
        .block("attn_k_norm", "self_attn.k_norm", Turn.MINUS_ONE)
        .block("post_attention_norm", "post_attention_layernorm", Turn.MINUS_ONE)
        .block("ffn_norm", "pre_feedforward_layernorm", Turn.MINUS_ONE)
        .block("post_ffw_norm", "post_feedforward_layernorm", Turn.MINUS_ONE);
  }
}
