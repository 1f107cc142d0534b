package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.feedForward;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.LlamaLayout.Norms;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.OptionalInt;

/**
 * StarCoder2 (arXiv 2402.19173): Llama's attention behind a window, norms with means and biases, an
 * MLP without a gate.
 */
final class StarCoder2 implements Family {
  /** What transformers assumes when a file does not mention the key. */
  private static final int KV_HEADS = 2;

  @Override
  public List<String> names() {
    return List.of("starcoder2");
  }

  @Override
  public List<String> models() {
    return List.of("StarCoder2 3B, 7B, 15B");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.ignore(
        "activation_function", "layer_norm_epsilon", "scale_attention_softmax_in_fp32"); // unread
    keys.only("mlp_type", "default");
    keys.only("norm_type", "layer_norm");
    keys.only("scale_attn_weights", "true");
    LlamaLayout layout =
        LlamaLayout.read(
            keys, LlamaDefaults.of(Norms.LAYER, "norm_epsilon", 1e-5).kvHeads(KV_HEADS).tied());
    Bias bias = Bias.of(keys, "use_bias", Bias.ADDED);
    OptionalInt window = keys.optionalCount("sliding_window");
    LayerTypes.all(keys, window.isPresent() ? LayerTypes.SLIDING : LayerTypes.FULL);
    Activation activation = keys.activation("hidden_act", "gelu_pytorch_tanh");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    Biases biases = bias == Bias.ADDED ? Biases.ALL : Biases.NONE;
    return layout.config(
        keys,
        "starcoder2",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              String mlp = LlamaLayout.prefix(i) + "mlp.";
              return layout.sequential(
                  i,
                  layout.attention(i, biases, position, window),
                  feedForward(
                      mlp + "c_fc",
                      mlp + "c_proj",
                      layout.hidden(),
                      intermediate,
                      bias,
                      activation));
            }));
  }
}
