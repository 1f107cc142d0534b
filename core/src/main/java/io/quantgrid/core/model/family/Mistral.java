package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.OptionalInt;

/** Mistral 7B and its kind: Llama's layout with a sliding window (arXiv 2310.06825). */
final class Mistral implements Family {
  /** What transformers assumes when a file does not mention the key; null means no window. */
  private static final int WINDOW = 4096;

  /** And of Mixtral's. */
  static final int KV_HEADS = 8;

  @Override
  public List<String> names() {
    return List.of("mistral");
  }

  @Override
  public List<String> models() {
    return List.of("Mistral 7B", "Mistral Nemo", "Zephyr");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    OptionalInt window =
        keys.mentions("sliding_window")
            ? keys.optionalCount("sliding_window")
            : OptionalInt.of(WINDOW);
    LayerTypes.all(keys, window.isPresent() ? LayerTypes.SLIDING : LayerTypes.FULL);
    LlamaLayout layout = LlamaLayout.read(keys, LlamaDefaults.rms(1e-6).kvHeads(KV_HEADS));
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    return layout.config(
        keys,
        "mistral",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i ->
                layout.sequential(
                    i,
                    layout.attention(i, Biases.NONE, position, window),
                    layout.mlp(i, intermediate, activation))));
  }
}
