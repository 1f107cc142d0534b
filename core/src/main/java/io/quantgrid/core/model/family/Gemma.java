package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.OptionalInt;

/** Gemma 1: norms times 1 + weight, embeddings times the root of the width (arXiv 2403.08295). */
final class Gemma implements Family {
  @Override
  public List<String> names() {
    return List.of("gemma");
  }

  @Override
  public List<String> models() {
    return List.of("Gemma 2B and 7B", "CodeGemma");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    LlamaLayout layout = GemmaLayout.read(keys);
    Biases biases = Biases.of(keys, "attention_bias", Biases.ALL);
    String key = keys.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    keys.ignore("hidden_act"); // the later key wins where a file has both
    Activation activation = keys.activation(key, "gelu_pytorch_tanh");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    return layout.config(
        keys,
        "gemma",
        GemmaLayout.scaled(
            layout.architecture(
                keys.layers(LlamaLayout.LAYERS),
                i ->
                    layout.sequential(
                        i,
                        layout.attention(i, biases, position, OptionalInt.empty()),
                        layout.mlp(i, intermediate, activation)))));
  }
}
