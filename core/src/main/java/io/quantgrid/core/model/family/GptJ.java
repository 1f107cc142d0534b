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
import io.quantgrid.core.model.architecture.RopeScaling;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;

/**
 * GPT-J (Wang and Komatsuzaki, mesh-transformer-jax, 2021): attention and MLP side by side behind
 * one norm, neighbouring dimensions turned.
 */
final class GptJ implements Family {
  @Override
  public List<String> names() {
    return List.of("gptj");
  }

  @Override
  public List<String> models() {
    return List.of("GPT-J-6B", "GPT4All-J");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("rotary", "true");
    keys.only("scale_attn_weights", "true");
    int hidden = keys.count("n_embd");
    int heads = keys.count("n_head");
    int headDim = Configs.headDim(keys, "n_embd", hidden, "n_head", heads);
    int inner = keys.count("n_inner", 4 * hidden);
    double eps = keys.positive("layer_norm_epsilon", 1e-5);
    Activation activation = keys.activation("activation_function", "gelu_new");
    int turned = Configs.turned(keys, "rotary_dim", keys.count("rotary_dim", 64));
    if (turned > headDim) {
      keys.problem("rotary_dim", "expected no more than a head has, " + headDim);
    }
    Position position =
        new Position.Rotary(turned, Position.Pairs.ADJACENT, 10_000, new RopeScaling.None());
    Architecture architecture =
        new Architecture(
            Embedding.plain("transformer.wte.weight", hidden),
            Modules.layers(
                keys.layers("n_layer"),
                i -> {
                  String prefix = "transformer.h." + i + ".";
                  String attn = prefix + "attn.";
                  SelfAttention attention =
                      SelfAttention.of(
                          separate(attn, hidden, hidden, hidden, Bias.NONE),
                          SelfAttention.Order.CONCATENATED,
                          linear(attn + "out_proj", hidden, hidden, Bias.NONE),
                          heads,
                          heads,
                          headDim,
                          position);
                  FeedForward mlp =
                      feedForward(
                          prefix + "mlp.fc_in",
                          prefix + "mlp.fc_out",
                          hidden,
                          inner,
                          Bias.ADDED,
                          activation);
                  return Layer.parallel(layerNorm(prefix + "ln_1", hidden, eps), attention, mlp);
                }),
            Optional.of(layerNorm("transformer.ln_f", hidden, eps)),
            Modules.head(keys, "lm_head", hidden, Bias.ADDED, Tying.OWN));
    return Configs.of(keys, "gptj", hidden, architecture);
  }
}
