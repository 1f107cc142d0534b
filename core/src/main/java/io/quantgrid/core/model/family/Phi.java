package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.layerNorm;
import static io.quantgrid.core.model.family.Modules.linear;
import static io.quantgrid.core.model.family.Modules.output;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.Head;
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
    int vocabulary = keys.count("vocab_size");
    int intermediate = keys.count("intermediate_size", 4 * hidden);
    double eps = keys.positive("layer_norm_eps", 1e-5);
    Activation activation = keys.activation("hidden_act", "gelu_new");
    Position position = RopeKeys.partial(keys, headDim, 0.5);
    boolean tied = keys.flag("tie_word_embeddings", false);
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
                          Projection.of(
                              hidden,
                              output(attn + "q_proj", heads * headDim, Bias.ADDED),
                              output(attn + "k_proj", kvHeads * headDim, Bias.ADDED),
                              output(attn + "v_proj", kvHeads * headDim, Bias.ADDED)),
                          SelfAttention.Order.CONCATENATED,
                          linear(attn + "dense", heads * headDim, hidden, Bias.ADDED),
                          heads,
                          kvHeads,
                          headDim,
                          position);
                  FeedForward mlp =
                      new FeedForward(
                          linear(prefix + "mlp.fc1", hidden, intermediate, Bias.ADDED),
                          activation,
                          linear(prefix + "mlp.fc2", intermediate, hidden, Bias.ADDED));
                  Norm norm = layerNorm(prefix + "input_layernorm", hidden, eps);
                  return Layer.parallel(Branch.of(norm, attention), Branch.of(norm, mlp));
                }),
            Optional.of(layerNorm("model.final_layernorm", hidden, eps)),
            Head.plain(
                linear("lm_head", hidden, vocabulary, Bias.ADDED),
                tied ? Head.Tying.TIED : Head.Tying.OWN));
    return Configs.of(keys, "phi", hidden, vocabulary, tied, architecture);
  }
}
