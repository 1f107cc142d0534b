package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.Modules.Bias;
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
    Biases biases = Biases.of(keys, "attention_bias", Biases.ALL);
    Bias mlpBias = Bias.of(keys, "mlp_bias", Bias.NONE);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    double scores = keys.positive("attention_multiplier", 1);
    double branches = keys.positive("residual_multiplier", 1);
    Architecture plain =
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i ->
                layout
                    .sequential(
                        i,
                        layout
                            .attention(i, biases, position, OptionalInt.empty())
                            .scored(scores, OptionalDouble.empty()),
                        layout.mlp(i, intermediate, activation, mlpBias))
                    .times(branches));
    return layout.config(
        keys,
        "granite",
        plain
            .with(plain.embedding().times(keys.positive("embedding_multiplier", 1)))
            .with(plain.head().times(1 / keys.positive("logits_scaling", 1))));
  }
}
