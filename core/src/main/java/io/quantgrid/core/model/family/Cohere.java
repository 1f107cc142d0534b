package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.bareLayerNorm;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.architecture.SelfAttention.HeadNorm;
import io.quantgrid.core.model.architecture.SelfAttention.Span;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Command R and R+ (Cohere, 2024): Llama's matrices side by side behind one norm, neighbouring
 * dimensions turned, logits scaled; in R+ queries and keys are normed, each head by weights of its
 * own.
 */
final class Cohere implements Family {
  @Override
  public List<String> names() {
    return List.of("cohere");
  }

  @Override
  public List<String> models() {
    return List.of("Command R", "Command R+", "Aya 23");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    int hidden = keys.count("hidden_size");
    int heads = keys.count("num_attention_heads");
    double eps = keys.positive("layer_norm_eps", 1e-5);
    LlamaLayout layout =
        new LlamaLayout(
            hidden,
            heads,
            Configs.kvHeads(keys, "num_key_value_heads", heads, heads),
            Configs.headDim(keys, "hidden_size", hidden, "num_attention_heads", heads),
            keys.count("vocab_size"),
            eps,
            keys.flag("tie_word_embeddings", true));
    Biases biases = keys.flag("attention_bias", false) ? Biases.ALL : Biases.NONE;
    boolean normed = keys.flag("use_qk_norm", false);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position.Rotary halves = layout.rotary(keys, 10_000);
    Position position =
        new Position.Rotary(
            halves.width(), Position.Pairs.ADJACENT, halves.theta(), halves.scaling());
    Architecture llama =
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              SelfAttention plain = layout.attention(i, biases, position, OptionalInt.empty());
              Part attention = normed ? normed(i, layout, plain) : plain;
              Norm norm = bareLayerNorm(LlamaLayout.prefix(i) + "input_layernorm", hidden, eps);
              return Layer.parallel(
                  Branch.of(norm, attention),
                  Branch.of(norm, layout.mlp(i, intermediate, activation, false)));
            });
    return Configs.of(
        keys,
        "cohere",
        hidden,
        layout.vocabulary(),
        layout.tied(),
        new Architecture(
            llama.embedding(),
            llama.layers(),
            Optional.of(bareLayerNorm("model.norm", hidden, eps)),
            llama.head().times(keys.positive("logit_scale", 0.0625))));
  }

  private static Part normed(int layer, LlamaLayout layout, SelfAttention plain) {
    String prefix = LlamaLayout.prefix(layer) + "self_attn.";
    return plain.normed(
        new HeadNorm(bareLayerNorm(prefix + "q_norm", layout.headDim(), layout.eps()), Span.OWN),
        new HeadNorm(bareLayerNorm(prefix + "k_norm", layout.headDim(), layout.eps()), Span.OWN));
  }
}
