package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** StarCoder2. Files do not say the window that its texts of more than 4096 tokens are seen by. */
final class Starcoder2Architecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    sizes.wholeHeadsRotated(settings);
    ObjectNode config = sizes.config(settings, "starcoder2", "Starcoder2ForCausalLM");
    config.put("norm_epsilon", settings.number("attention.layer_norm_epsilon"));
    config.put("hidden_act", "gelu_pytorch_tanh").put("use_bias", true).putNull("sliding_window");
    RopeScales.add(config, settings);
    return config;
  }

  @Override
  public Names names(Settings settings) {
    return LlamaNames.usual().block("ffn_up", "mlp.c_fc").block("ffn_down", "mlp.c_proj");
  }
}
