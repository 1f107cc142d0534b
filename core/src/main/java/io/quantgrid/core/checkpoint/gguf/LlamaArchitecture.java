package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Llama 1 to 3, Mistral and Mixtral, which files do not tell apart but by their experts. */
final class LlamaArchitecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    boolean experts = settings.optionalCount("expert_count").isPresent();
    Dimensions sizes = Dimensions.of(settings);
    sizes.wholeHeadsRotated(settings);
    ObjectNode config =
        experts
            ? sizes.config(settings, "mixtral", "MixtralForCausalLM")
            : sizes.config(settings, "llama", "LlamaForCausalLM");
    config.put("hidden_act", "silu");
    config.put("rms_norm_eps", settings.number("attention.layer_norm_rms_epsilon"));
    RopeScales.add(config, settings);
    RopeScales.addDivisors(config, file);
    if (experts) {
      config.put("num_local_experts", settings.count("expert_count"));
      config.put("num_experts_per_tok", settings.count("expert_used_count"));
      config.putNull("sliding_window");
    } else {
      config.put("attention_bias", file.has("blk.0.attn_q.bias"));
      config.put("mlp_bias", file.has("blk.0.ffn_up.bias"));
    }
    return config;
  }

  @Override
  public Names names(Settings settings) {
    Dimensions sizes = Dimensions.of(settings);
    return LlamaNames.withNorms(
            LlamaNames.of(Turn.halvesOfHeads(sizes.heads()), Turn.halvesOfHeads(sizes.kvHeads())))
        .block("ffn_gate_inp", "block_sparse_moe.gate")
        .block("ffn_gate_exps", "block_sparse_moe.experts.%d.w1", Turn.EXPERTS)
        .block("ffn_down_exps", "block_sparse_moe.experts.%d.w2", Turn.EXPERTS)
        .block("ffn_up_exps", "block_sparse_moe.experts.%d.w3", Turn.EXPERTS);
  }
}
