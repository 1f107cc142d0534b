package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** GPT-2, whose matrices transformers keeps the other way round. */
final class Gpt2Architecture implements Architecture {
  @Override
  public ObjectNode config(Settings settings, GgufFile file) {
    Dimensions sizes = Dimensions.of(settings);
    ObjectNode config = sizes.config(settings, "gpt2", "GPT2LMHeadModel");
    config.remove(
        List.of(
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "intermediate_size",
            "max_position_embeddings"));
    config.put("n_embd", sizes.hidden()).put("n_head", sizes.heads());
    config.put("n_layer", sizes.layers()).put("n_inner", settings.count("feed_forward_length"));
    config.put("n_positions", settings.count("context_length"));
    config.put("layer_norm_epsilon", settings.number("attention.layer_norm_epsilon"));
    return config.put("activation_function", "gelu_new");
  }

  @Override
  public Names names(Settings settings) {
    return new Names("transformer.h.")
        .outside("token_embd", "transformer.wte")
        .outside("position_embd", "transformer.wpe")
        .outside("output_norm", "transformer.ln_f")
        .outside("output", "lm_head")
        .block("attn_norm", "ln_1")
        .block("attn_qkv", "attn.c_attn", Turn.TRANSPOSED)
        .block("attn_output", "attn.c_proj", Turn.TRANSPOSED)
        .block("ffn_norm", "ln_2")
        .block("ffn_up", "mlp.c_fc", Turn.TRANSPOSED)
        .block("ffn_down", "mlp.c_proj", Turn.TRANSPOSED);
  }
}
