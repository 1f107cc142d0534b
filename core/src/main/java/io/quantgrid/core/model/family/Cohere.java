package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.architecture.SelfAttention.Span;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.LlamaLayout.Norms;
import java.util.List;
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
    LlamaLayout layout =
        LlamaLayout.read(keys, LlamaDefaults.of(Norms.BARE_LAYER, "layer_norm_eps", 1e-5).tied());
    Biases biases = Biases.of(keys, "attention_bias", Biases.ALL);
    boolean normed = keys.flag("use_qk_norm", false);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position.Rotary halves = layout.rotary(keys, 10_000);
    Position position =
        new Position.Rotary(
            halves.width(), Position.Pairs.ADJACENT, halves.theta(), halves.scaling());
    Architecture plain =
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              SelfAttention bare = layout.attention(i, biases, position, OptionalInt.empty());
              return Layer.parallel(
                  layout.norm(LlamaLayout.prefix(i) + "input_layernorm"),
                  normed ? layout.headNormed(i, bare, Span.OWN) : bare,
                  layout.mlp(i, intermediate, activation));
            });
    return layout.config(
        keys, "cohere", plain.with(plain.head().times(keys.positive("logit_scale", 0.0625))));
  }
}
