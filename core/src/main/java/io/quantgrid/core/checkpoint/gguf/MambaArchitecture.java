package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Mamba. */
final class MambaArchitecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    int hidden = settings.count("embedding_length");
    int inner = settings.count("ssm.inner_size");
    ObjectNode config = JsonNodeFactory.instance.objectNode().put("model_type", "mamba");
    config.putArray("architectures").add("MambaForCausalLM");
    config.put("hidden_size", hidden).put("intermediate_size", inner);
    config.put("expand", (double) inner / hidden);
    if (inner % hidden == 0) {
      config.put("expand", inner / hidden);
    }
    config.put("num_hidden_layers", settings.count("block_count"));
    config.put("state_size", settings.count("ssm.state_size"));
    config.put("conv_kernel", settings.count("ssm.conv_kernel"));
    config.put("time_step_rank", settings.count("ssm.time_step_rank"));
    config.put("layer_norm_epsilon", settings.number("attention.layer_norm_rms_epsilon"));
    config.put("use_bias", file.has("blk.0.ssm_in.bias"));
    config.put("use_conv_bias", file.has("blk.0.ssm_conv1d.bias")).put("hidden_act", "silu");
    config.put("max_position_embeddings", settings.count("context_length"));
    settings.idle("feed_forward_length", "attention.head_count");
    if (settings.flag("ssm.dt_b_c_rms", false)) {
      throw settings.refused("ssm.dt_b_c_rms", "true", "false");
    }
    return config;
  }

  @Override
  public Names names(Settings settings) {
    return new Names("backbone.layers.")
        .outside("token_embd", "backbone.embeddings")
        .outside("output_norm", "backbone.norm_f")
        .outside("output", "lm_head")
        .block("attn_norm", "norm")
        .block("ssm_in", "mixer.in_proj")
        .block("ssm_conv1d", "mixer.conv1d", Turn.DEPTHWISE)
        .block("ssm_x", "mixer.x_proj")
        .block("ssm_dt", "mixer.dt_proj")
        .block("ssm_a", "mixer.A_log", Turn.LOG_OF_NEGATED)
        .block("ssm_d", "mixer.D")
        .block("ssm_out", "mixer.out_proj");
  }
}
