package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.OptionalInt;

/**
 * Llama 1 to 3 and what shares their layout (arXiv 2302.13971): defaults of keys that a file leaves
 * out as in transformers 4.57.
 */
final class Llama implements Family {
  @Override
  public List<String> names() {
    return List.of("llama");
  }

  @Override
  public List<String> models() {
    return List.of("LLaMA 1, 2, 3, 3.1, 3.2", "Vicuna", "LongChat", "SmolLM2", "TinyLlama", "Yi");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    if (keys.has("sliding_window")) {
      keys.problem("sliding_window", "expected null: the llama family sees all tokens");
    }
    keys.only("rope_interleaved", "false");
    LayerTypes.all(keys, LayerTypes.FULL);
    LlamaLayout layout = LlamaLayout.read(keys, 1e-6);
    Biases biases = Biases.of(keys, "attention_bias", Biases.ALL);
    Bias mlpBias = Bias.of(keys, "mlp_bias", Bias.NONE);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    return layout.config(
        keys,
        "llama",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i ->
                layout.sequential(
                    i,
                    layout.attention(i, biases, position, OptionalInt.empty()),
                    layout.mlp(i, intermediate, activation, mlpBias))));
  }
}
