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
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;

/**
 * Falcon (arXiv 2311.16867) in its three layouts: 7B with one head of keys and values, 40B and
 * later with several ({@code new_decoder_architecture}), RW with as many as queries and biases that
 * grow with the position.
 */
final class Falcon implements Family {
  @Override
  public List<String> names() {
    return List.of("falcon", "RefinedWeb", "RefinedWebModel");
  }

  @Override
  public List<String> models() {
    return List.of("Falcon 7B, 40B, 180B", "Falcon 2 11B", "Falcon-RW 1B, 7B");
  }

  /** What all layers have in common. */
  private record Widths(
      int hidden, int heads, int kvHeads, int headDim, int inner, double eps, Bias bias) {}

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("apply_residual_connection_post_layernorm", "false");
    keys.ignore("ff_factor"); // ffn_hidden_size says it
    boolean grouped = keys.flag("new_decoder_architecture", false);
    boolean single = keys.flag("multi_query", true);
    int hidden = keys.count("hidden_size");
    String headsKey = Configs.either(keys, "num_attention_heads", "n_head");
    int heads = keys.count(headsKey);
    String kvKey = Configs.either(keys, "num_kv_heads", "n_head_kv");
    int kvHeads = Configs.kvHeads(keys, kvKey, heads, heads);
    Widths widths =
        new Widths(
            hidden,
            heads,
            grouped ? kvHeads : single ? 1 : heads,
            Configs.headDim(keys, "hidden_size", hidden, headsKey, heads),
            keys.count("ffn_hidden_size", 4 * hidden),
            keys.positive("layer_norm_epsilon", 1e-5),
            Bias.of(keys, "bias", Bias.NONE));
    boolean parallel = keys.flag("parallel_attn", true);
    int norms = keys.count("num_ln_in_parallel_attn", grouped ? 2 : 1);
    if (norms > 2 || (norms == 2 && !grouped)) {
      keys.problem("num_ln_in_parallel_attn", "expected 1, or 2 with new_decoder_architecture");
    }
    if (grouped && !parallel) {
      keys.problem("parallel_attn", "expected true with new_decoder_architecture");
    }
    Activation activation = keys.activation("activation", "gelu");
    Position position = position(keys, widths);
    Architecture architecture =
        new Architecture(
            Embedding.plain("transformer.word_embeddings.weight", hidden),
            Modules.layers(
                keys.layers(Configs.either(keys, "num_hidden_layers", "n_layer")),
                i -> layer(i, widths, parallel ? norms : 0, activation, position)),
            Optional.of(layerNorm("transformer.ln_f", hidden, widths.eps())),
            Modules.head(keys, "lm_head", hidden, Bias.NONE, Tying.TIED));
    return Configs.of(keys, "falcon", hidden, architecture);
  }

  /** The bias is added before scores are scaled, and is a number of bfloat16. */
  private static Position position(ConfigKeys keys, Widths widths) {
    if (keys.flag("alibi", false)) {
      keys.ignore("rope_theta", "rope_scaling");
      return Position.Alibi.of(widths.heads())
          .in(Position.Precision.BFLOAT16)
          .times(1 / Math.sqrt(widths.headDim()));
    }
    return RopeKeys.partial(keys, widths.headDim(), 1);
  }

  /**
   * @param norms before branches side by side; 0 for one branch after the other
   */
  private static Layer layer(
      int i, Widths widths, int norms, Activation activation, Position position) {
    String prefix = "transformer.h." + i + ".";
    int q = widths.heads() * widths.headDim();
    int kv = widths.kvHeads() * widths.headDim();
    SelfAttention attention =
        SelfAttention.of(
            linear(
                prefix + "self_attention.query_key_value",
                widths.hidden(),
                q + 2 * kv,
                widths.bias()),
            SelfAttention.Order.GROUPED,
            linear(prefix + "self_attention.dense", q, widths.hidden(), widths.bias()),
            widths.heads(),
            widths.kvHeads(),
            widths.headDim(),
            position);
    FeedForward mlp =
        feedForward(
            prefix + "mlp.dense_h_to_4h",
            prefix + "mlp.dense_4h_to_h",
            widths.hidden(),
            widths.inner(),
            widths.bias(),
            activation);
    Norm input = norm(prefix + "input_layernorm", widths);
    return switch (norms) {
      case 0 ->
          Layer.sequential(
              Branch.of(input, attention),
              Branch.of(norm(prefix + "post_attention_layernorm", widths), mlp));
      case 1 -> Layer.parallel(input, attention, mlp);
      default ->
          Layer.parallel(
              Branch.of(norm(prefix + "ln_attn", widths), attention),
              Branch.of(norm(prefix + "ln_mlp", widths), mlp));
    };
  }

  private static Norm norm(String module, Widths widths) {
    return layerNorm(module, widths.hidden(), widths.eps());
  }
}
