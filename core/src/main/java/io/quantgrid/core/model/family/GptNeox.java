package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.feedForward;
import static io.quantgrid.core.model.family.Modules.layerNorm;
import static io.quantgrid.core.model.family.Modules.linear;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
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
 * GPT-NeoX and Pythia (arXiv 2204.06745, 2304.01373): attention and MLP side by side, each behind a
 * norm of its own, or one after the other; part of each head is turned.
 */
final class GptNeox implements Family {
  private static final String ROTARY = "rotary_pct";

  @Override
  public List<String> names() {
    return List.of("gpt_neox");
  }

  @Override
  public List<String> models() {
    return List.of("Pythia", "GPT-NeoX-20B", "RedPajama-INCITE", "Dolly 2");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.ignore("output_layer_parallelism");
    int hidden = keys.count("hidden_size");
    int heads = keys.count("num_attention_heads");
    int headDim = Configs.headDim(keys, "hidden_size", hidden, "num_attention_heads", heads);
    int intermediate = keys.count("intermediate_size");
    double eps = keys.positive("layer_norm_eps", 1e-5);
    Activation activation = keys.activation("hidden_act", "gelu");
    Bias bias = Bias.of(keys, "attention_bias", Bias.ADDED);
    boolean parallel = keys.flag("use_parallel_residual", true);
    Position position = position(keys, headDim);
    Architecture architecture =
        new Architecture(
            Embedding.plain("gpt_neox.embed_in.weight", hidden),
            Modules.layers(
                keys.layers("num_hidden_layers"),
                i -> {
                  String prefix = "gpt_neox.layers." + i + ".";
                  SelfAttention attention =
                      SelfAttention.of(
                          linear(prefix + "attention.query_key_value", hidden, 3 * hidden, bias),
                          SelfAttention.Order.GROUPED,
                          linear(prefix + "attention.dense", hidden, hidden, bias),
                          heads,
                          heads,
                          headDim,
                          position);
                  FeedForward mlp =
                      feedForward(
                          prefix + "mlp.dense_h_to_4h",
                          prefix + "mlp.dense_4h_to_h",
                          hidden,
                          intermediate,
                          Bias.ADDED,
                          activation);
                  Branch first =
                      Branch.of(layerNorm(prefix + "input_layernorm", hidden, eps), attention);
                  Branch second =
                      Branch.of(layerNorm(prefix + "post_attention_layernorm", hidden, eps), mlp);
                  return parallel ? Layer.parallel(first, second) : Layer.sequential(first, second);
                }),
            Optional.of(layerNorm("gpt_neox.final_layer_norm", hidden, eps)),
            Modules.head(keys, "embed_out", hidden, Bias.NONE, Tying.OWN));
    return Configs.of(keys, "gpt_neox", hidden, architecture);
  }

  /** Newer files call share and base as other families do. */
  private static Position position(ConfigKeys keys, int headDim) {
    double share = Configs.same(keys, ROTARY, "partial_rotary_factor", 0.25);
    double theta = Configs.same(keys, "rotary_emb_base", "rope_theta", 10_000);
    int width = Configs.turned(keys, ROTARY, (int) (headDim * share));
    return new Position.Rotary(
        width,
        Position.Pairs.HALVES,
        keys.has("rope_parameters") ? RopeKeys.theta(keys, theta) : theta,
        RopeKeys.scaling(keys, Configs.maxLength(keys), width));
  }
}
