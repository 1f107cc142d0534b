package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.feedForward;
import static io.quantgrid.core.model.family.Modules.layerNorm;
import static io.quantgrid.core.model.family.Modules.linear;

import io.quantgrid.core.checkpoint.TensorView;
import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.Embedding.Positions;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * GPT-2 (Radford et al., 2019): learnt positions, norms before the branches; matrices are stored
 * {@code [in, out]}.
 */
final class Gpt2 implements Family {
  @Override
  public List<String> names() {
    return List.of("gpt2");
  }

  @Override
  public List<String> models() {
    return List.of("GPT-2 124M to 1.5B", "DistilGPT2", "DialoGPT");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("add_cross_attention", "false");
    keys.ignore("reorder_and_upcast_attn"); // the same in float32
    int hidden = keys.count("n_embd");
    double eps = keys.positive("layer_norm_epsilon", 1e-5);
    Positions positions =
        new Positions("transformer.wpe.weight", keys.count("n_positions", 1024), 0);
    Architecture architecture =
        new Architecture(
            Embedding.plain("transformer.wte.weight", hidden).with(positions),
            layers(keys, hidden, eps),
            Optional.of(layerNorm("transformer.ln_f", hidden, eps)),
            Modules.head(keys, "lm_head", hidden, Bias.NONE, Tying.TIED));
    return Configs.of(keys, "gpt2", hidden, architecture.seen(views(architecture)));
  }

  private static List<Layer> layers(ConfigKeys keys, int hidden, double eps) {
    int heads = keys.count("n_head");
    int headDim = Configs.headDim(keys, "n_embd", hidden, "n_head", heads);
    int inner = keys.count("n_inner", 4 * hidden);
    Activation activation = keys.activation("activation_function", "gelu_new");
    double scale = keys.flag("scale_attn_weights", true) ? 1 / Math.sqrt(headDim) : 1;
    boolean byLayer = keys.flag("scale_attn_by_inverse_layer_idx", false);
    return Modules.layers(
        keys.layers("n_layer"),
        i -> {
          String prefix = "transformer.h." + i + ".";
          SelfAttention attention =
              SelfAttention.of(
                      linear(prefix + "attn.c_attn", hidden, 3 * hidden, Bias.ADDED),
                      SelfAttention.Order.CONCATENATED,
                      linear(prefix + "attn.c_proj", hidden, hidden, Bias.ADDED),
                      heads,
                      heads,
                      headDim,
                      new Position.Unknown())
                  .scored(byLayer ? scale / (i + 1) : scale, OptionalDouble.empty());
          FeedForward mlp =
              feedForward(
                  prefix + "mlp.c_fc",
                  prefix + "mlp.c_proj",
                  hidden,
                  inner,
                  Bias.ADDED,
                  activation);
          return Layer.sequential(
              Branch.of(layerNorm(prefix + "ln_1", hidden, eps), attention),
              Branch.of(layerNorm(prefix + "ln_2", hidden, eps), mlp));
        });
  }

  private static Map<String, TensorView> views(Architecture architecture) {
    Map<String, TensorView> views = new HashMap<>();
    for (Block block : architecture.blocks()) {
      block
          .linears()
          .forEach(
              group -> group.forEach(name -> views.put(name, TensorView.of(name).transposed())));
    }
    return views;
  }
}
