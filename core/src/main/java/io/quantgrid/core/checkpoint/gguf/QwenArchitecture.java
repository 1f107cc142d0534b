package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Qwen 2 and 3, dense and with experts. */
final class QwenArchitecture implements Architecture {
  private final String modelType;
  private final String className;

  QwenArchitecture(String modelType, String className) {
    this.modelType = modelType;
    this.className = className;
  }

  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    sizes.wholeHeadsRotated(settings);
    ObjectNode config = sizes.config(settings, modelType, className);
    config.put("hidden_act", "silu").put("use_sliding_window", false).putNull("sliding_window");
    config.put("rms_norm_eps", settings.number("attention.layer_norm_rms_epsilon"));
    if (modelType.startsWith("qwen3")) {
      config.put("attention_bias", false);
    }
    if (modelType.endsWith("_moe")) {
      experts(config, settings);
    }
    RopeScales.add(config, settings);
    return config;
  }

  private void experts(ObjectNode config, Settings settings) {
    config.put("num_experts", settings.count("expert_count"));
    config.put("num_experts_per_tok", settings.count("expert_used_count"));
    config.put("moe_intermediate_size", settings.count("expert_feed_forward_length"));
    config.put("norm_topk_prob", modelType.equals("qwen3_moe")).put("decoder_sparse_step", 1);
    config.putArray("mlp_only_layers");
    if (modelType.equals("qwen2_moe")) {
      config.put(
          "shared_expert_intermediate_size", settings.count("expert_shared_feed_forward_length"));
    }
  }

  @Override
  public Names names(Settings settings) {
    return LlamaNames.usual()
        .block("attn_q_norm", "self_attn.q_norm")
        .block("attn_k_norm", "self_attn.k_norm")
        .block("ffn_gate_inp", "mlp.gate")
        .block("ffn_gate_exps", "mlp.experts.%d.gate_proj", Turn.EXPERTS)
        .block("ffn_up_exps", "mlp.experts.%d.up_proj", Turn.EXPERTS)
        .block("ffn_down_exps", "mlp.experts.%d.down_proj", Turn.EXPERTS)
        .block("ffn_gate_inp_shexp", "mlp.shared_expert_gate", Turn.ROW)
        .block("ffn_gate_shexp", "mlp.shared_expert.gate_proj")
        .block("ffn_up_shexp", "mlp.shared_expert.up_proj")
        .block("ffn_down_shexp", "mlp.shared_expert.down_proj");
  }
}
