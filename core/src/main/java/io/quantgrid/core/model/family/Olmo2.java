package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.OptionalInt;

/**
 * OLMo 2: norms after attention and MLP instead of before, and of all heads' queries and keys
 * together (arXiv 2501.00656).
 */
final class Olmo2 implements Family {
  @Override
  public List<String> names() {
    return List.of("olmo2");
  }

  @Override
  public List<String> models() {
    return List.of("OLMo 2 1B, 7B, 13B, 32B");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    LlamaLayout layout = LlamaLayout.read(keys, 1e-5);
    Biases biases = Biases.of(keys, "attention_bias", Biases.ALL);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    return layout.config(
        keys,
        "olmo2",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              String prefix = LlamaLayout.prefix(i);
              return Layer.sequential(
                  Branch.of(
                      layout.fullyNormed(
                          i, layout.attention(i, biases, position, OptionalInt.empty())),
                      layout.norm(prefix + "post_attention_layernorm")),
                  Branch.of(
                      layout.mlp(i, intermediate, activation),
                      layout.norm(prefix + "post_feedforward_layernorm")));
            }));
  }
}
