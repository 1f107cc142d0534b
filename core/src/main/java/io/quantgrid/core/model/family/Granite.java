package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** IBM's Granite 3: Llama with four multipliers (arXiv 2407.13739). */
final class Granite implements Family {
  @Override
  public List<String> names() {
    return List.of("granite");
  }

  @Override
  public List<String> models() {
    return List.of("Granite 3.0, 3.1, 3.2, 3.3 2B and 8B");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    LlamaLayout layout = LlamaLayout.read(keys, 1e-6);
    Biases biases = keys.flag("attention_bias", false) ? Biases.ALL : Biases.NONE;
    boolean mlpBias = keys.flag("mlp_bias", false);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    double scores = keys.positive("attention_multiplier", 1);
    double branches = keys.positive("residual_multiplier", 1);
    Architecture plain =
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i ->
                layout.sequential(
                    i,
                    layout
                        .attention(i, biases, position, OptionalInt.empty())
                        .scored(scores, OptionalDouble.empty()),
                    layout.mlp(i, intermediate, activation, mlpBias)));
    return Configs.of(
        keys,
        "granite",
        layout.hidden(),
        layout.vocabulary(),
        layout.tied(),
        new Architecture(
            plain.embedding().times(keys.positive("embedding_multiplier", 1)),
            plain.layers().stream()
                .map(layer -> new Layer(layer.flow(), layer.branches(), branches))
                .toList(),
            plain.norm(),
            plain.head().times(1 / keys.positive("logits_scaling", 1))));
  }
}
