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

/** BLOOM (arXiv 2211.05100): biases that grow with the position, a norm of the embeddings. */
final class Bloom implements Family {
  @Override
  public List<String> names() {
    return List.of("bloom");
  }

  @Override
  public List<String> models() {
    return List.of("BLOOM 560M to 176B", "BLOOMZ");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("apply_residual_connection_post_layernorm", "false");
    keys.ignore("masked_softmax_fusion", "offset_alibi", "skip_bias_add", "skip_bias_add_qkv");
    keys.ignore("n_inner"); // which nothing reads
    String hiddenKey = Configs.either(keys, "n_embed", "hidden_size");
    int hidden = keys.count(hiddenKey);
    String headsKey = Configs.either(keys, "n_head", "num_attention_heads");
    int heads = keys.count(headsKey);
    int headDim = Configs.headDim(keys, hiddenKey, hidden, headsKey, heads);
    int inner = 4 * hidden;
    double eps = keys.positive("layer_norm_epsilon", 1e-5);
    Position position = Position.Alibi.of(heads);
    Architecture architecture =
        new Architecture(
            new Embedding(
                "transformer.word_embeddings.weight",
                hidden,
                1,
                Optional.empty(),
                Optional.of(layerNorm("transformer.word_embeddings_layernorm", hidden, eps)),
                Optional.empty()),
            Modules.layers(
                keys.layers(Configs.either(keys, "n_layer", "num_hidden_layers")),
                i -> {
                  String prefix = "transformer.h." + i + ".";
                  String attn = prefix + "self_attention.";
                  SelfAttention attention =
                      SelfAttention.of(
                          linear(attn + "query_key_value", hidden, 3 * hidden, Bias.ADDED),
                          SelfAttention.Order.GROUPED,
                          linear(attn + "dense", hidden, hidden, Bias.ADDED),
                          heads,
                          heads,
                          headDim,
                          position);
                  FeedForward mlp =
                      feedForward(
                          prefix + "mlp.dense_h_to_4h",
                          prefix + "mlp.dense_4h_to_h",
                          hidden,
                          inner,
                          Bias.ADDED,
                          Activation.GELU_TANH);
                  return Layer.sequential(
                      Branch.of(layerNorm(prefix + "input_layernorm", hidden, eps), attention),
                      Branch.of(layerNorm(prefix + "post_attention_layernorm", hidden, eps), mlp));
                }),
            Optional.of(layerNorm("transformer.ln_f", hidden, eps)),
            Modules.head(keys, "lm_head", hidden, Bias.NONE, Tying.TIED));
    return Configs.of(keys, "bloom", hidden, architecture);
  }
}
