package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.layerNorm;
import static io.quantgrid.core.model.family.Modules.linear;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;
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
    int hidden = keys.count("hidden_size");
    int heads = keys.count("num_attention_heads");
    int ifMissing = keys.mentions("num_key_value_heads") ? heads : KV_HEADS;
    double eps = keys.positive("norm_epsilon", 1e-5);
    LlamaLayout layout =
        new LlamaLayout(
            hidden,
            heads,
            Configs.kvHeads(keys, "num_key_value_heads", heads, ifMissing),
            Configs.headDim(keys, "hidden_size", hidden, "num_attention_heads", heads),
            keys.count("vocab_size"),
            eps,
            keys.flag("tie_word_embeddings", true));
    Bias bias = Bias.of(keys, "use_bias", Bias.ADDED);
    OptionalInt window = keys.optionalCount("sliding_window");
    LayerTypes.all(keys, window.isPresent() ? LayerTypes.SLIDING : LayerTypes.FULL);
    Activation activation = keys.activation("hidden_act", "gelu_pytorch_tanh");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    Architecture llama =
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              String prefix = LlamaLayout.prefix(i);
              Biases biases = bias == Bias.ADDED ? Biases.ALL : Biases.NONE;
              return Layer.sequential(
                  Branch.of(
                      layerNorm(prefix + "input_layernorm", hidden, eps),
                      layout.attention(i, biases, position, window)),
                  Branch.of(
                      layerNorm(prefix + "post_attention_layernorm", hidden, eps),
                      new FeedForward(
                          linear(prefix + "mlp.c_fc", hidden, intermediate, bias),
                          activation,
                          linear(prefix + "mlp.c_proj", intermediate, hidden, bias))));
            });
    return Configs.of(
        keys,
        "starcoder2",
        hidden,
        layout.vocabulary(),
        layout.tied(),
        new Architecture(
            llama.embedding(),
            llama.layers(),
            Optional.of(layerNorm("model.norm", hidden, eps)),
            llama.head()));
  }
}
