package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.feedForward;
import static io.quantgrid.core.model.family.Modules.layerNorm;
import static io.quantgrid.core.model.family.Modules.linear;
import static io.quantgrid.core.model.family.Modules.separate;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.Embedding.Positions;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;

/**
 * OPT (arXiv 2205.01068): learnt positions; norms before the branches, or, in the 350M model, after
 * the sums, with embeddings narrower than the stream.
 */
final class Opt implements Family {
  /** Rows of the table before that of position 0. */
  private static final int OFFSET = 2;

  private static final String DECODER = "model.decoder.";

  @Override
  public List<String> names() {
    return List.of("opt");
  }

  @Override
  public List<String> models() {
    return List.of("OPT 125M to 66B", "OPT-IML", "Galactica");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.ignore("activation_dropout", "prefix");
    keys.only("layer_norm_elementwise_affine", "true");
    keys.only("learned_embeddings", "true");
    keys.only("scale_embeddings", "false");
    int hidden = keys.count("hidden_size");
    int width = keys.count("word_embed_proj_dim", hidden);
    boolean before = keys.flag("do_layer_norm_before", true);
    boolean last = before && !keys.flag("_remove_final_layer_norm", false);
    Positions positions =
        new Positions(
            DECODER + "embed_positions.weight",
            keys.count("max_position_embeddings") + OFFSET,
            OFFSET);
    Head head = Modules.head(keys, "lm_head", width, Bias.NONE, Tying.TIED);
    Architecture architecture =
        new Architecture(
            new Embedding(
                DECODER + "embed_tokens.weight",
                width,
                1,
                Optional.of(positions),
                Optional.empty(),
                projection(width, hidden, "project_in")),
            layers(keys, hidden, before ? Layer.Flow.SEQUENTIAL : Layer.Flow.NORM_OF_SUM),
            last ? Optional.of(norm(DECODER + "final_layer_norm", hidden)) : Optional.empty(),
            new Head(
                head.projection(),
                head.tying(),
                projection(hidden, width, "project_out"),
                head.scale(),
                head.softCap()));
    return Configs.of(keys, "opt", hidden, architecture);
  }

  private static Optional<Projection> projection(int columns, int rows, String name) {
    return columns == rows
        ? Optional.empty()
        : Optional.of(linear(DECODER + name, columns, rows, Bias.NONE));
  }

  private static List<Layer> layers(ConfigKeys keys, int hidden, Layer.Flow flow) {
    int heads = keys.count("num_attention_heads");
    int headDim = Configs.headDim(keys, "hidden_size", hidden, "num_attention_heads", heads);
    int inner = keys.count("ffn_dim");
    Bias bias = Bias.of(keys, "enable_bias", Bias.ADDED);
    Activation activation = keys.activation("activation_function", "relu");
    return Modules.layers(
        keys.layers("num_hidden_layers"),
        i -> {
          String prefix = DECODER + "layers." + i + ".";
          String attn = prefix + "self_attn.";
          SelfAttention attention =
              SelfAttention.of(
                  separate(attn, hidden, hidden, hidden, bias),
                  SelfAttention.Order.CONCATENATED,
                  linear(attn + "out_proj", hidden, hidden, bias),
                  heads,
                  heads,
                  headDim,
                  new Position.Unknown());
          FeedForward mlp =
              feedForward(prefix + "fc1", prefix + "fc2", hidden, inner, bias, activation);
          Norm first = norm(prefix + "self_attn_layer_norm", hidden);
          Norm second = norm(prefix + "final_layer_norm", hidden);
          List<Branch> branches =
              flow == Layer.Flow.SEQUENTIAL
                  ? List.of(Branch.of(first, attention), Branch.of(second, mlp))
                  : List.of(Branch.of(attention, first), Branch.of(mlp, second));
          return new Layer(flow, branches, 1);
        });
  }

  private static Norm norm(String module, int hidden) {
    return layerNorm(module, hidden, 1e-5);
  }
}
