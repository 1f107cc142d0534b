package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Position.Pairs;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.OptionalInt;

/** GLM-4 under the names of transformers (arXiv 2406.12793). */
final class Glm implements Family {
  private static final int HEAD_DIM = 128;

  @Override
  public List<String> names() {
    return List.of("glm");
  }

  @Override
  public List<String> models() {
    return List.of("glm-4-9b-hf", "glm-4-9b-chat-hf", "GLM-Edge");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    LlamaLayout layout = LlamaLayout.read(keys, LlamaDefaults.rms(1.5625e-7).headDim(HEAD_DIM));
    Biases biases = Biases.of(keys, "attention_bias", Biases.QKV);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.partialRotary(keys, Pairs.ADJACENT, 0.5, 10_000);
    return layout.config(
        keys,
        "glm",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i ->
                layout.sequential(
                    i,
                    layout.attention(i, biases, position, OptionalInt.empty()),
                    layout.fusedMlp(i, intermediate, activation))));
  }
}
