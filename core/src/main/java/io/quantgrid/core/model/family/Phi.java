package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.feedForward;
import static io.quantgrid.core.model.family.Modules.layerNorm;
import static io.quantgrid.core.model.family.Modules.linear;
import static io.quantgrid.core.model.family.Modules.separate;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;

/**
 * Phi-1 to Phi-2 (arXiv 2309.05463): attention and MLP side by side behind one norm, part of each
 * head turned, biases everywhere.
 */
final class Phi implements Family {
  @Override
  public List<String> names() {
    return List.of("phi");
  }

  @Override
  public List<String> models() {
    return List.of("Phi-1", "Phi-1.5", "Phi-2");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("qk_layernorm", "false");
    int hidden = keys.count("hidden_size");
    int heads = keys.count("num_attention_heads");
    int kvHeads = Configs.kvHeads(keys, "num_key_value_heads", heads, heads);
    int headDim = Configs.headDim(keys, "hidden_size", hidden, "num_attention_heads", heads);
    int intermediate = keys.count("intermediate_size", 4 * hidden);
    double eps = keys.positive("layer_norm_eps", 1e-5);
    Activation activation = keys.activation("hidden_act", "gelu_new");
    Position position = RopeKeys.partial(keys, headDim, 0.5);
    Architecture architecture =
        new Architecture(
            Embedding.plain("model.embed_tokens.weight", hidden),
            Modules.layers(
                keys.layers("num_hidden_layers"),
                i -> {
                  String prefix = "model.layers." + i + ".";
                  String attn = prefix + "self_attn.";
                  SelfAttention attention =
                      SelfAttention.of(
                          separate(attn, hidden, heads * headDim, kvHeads * headDim, Bias.ADDED),
                          SelfAttention.Order.CONCATENATED,
                          linear(attn + "dense", heads * headDim, hidden, Bias.ADDED),
                          heads,
                          kvHeads,
                          headDim,
                          position);
                  FeedForward mlp =
                      feedForward(
                          prefix + "mlp.fc1",
                          prefix + "mlp.fc2",
                          hidden,
                          intermediate,
                          Bias.ADDED,
                          activation);
                  return Layer.parallel(
                      layerNorm(prefix + "input_layernorm", hidden, eps), attention, mlp);
                }),
            Optional.of(layerNorm("model.final_layernorm", hidden, eps)),
            Modules.head(keys, "lm_head", hidden, Bias.ADDED, Tying.OWN));
    return Configs.of(keys, "phi", hidden, architecture);
  }
}
