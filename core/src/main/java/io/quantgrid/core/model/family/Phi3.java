package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Position.Pairs;
import java.util.List;
import java.util.OptionalInt;

/**
 * Phi-3, 3.5 and 4: Llama with queries, keys and values in one matrix, gate and up in another
 * (arXiv 2404.14219).
 */
final class Phi3 implements Family {
  @Override
  public List<String> names() {
    return List.of("phi3");
  }

  @Override
  public List<String> models() {
    return List.of("Phi-3 mini and medium, 4k and 128k", "Phi-3.5 mini", "Phi-4, mini included");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    LlamaLayout layout = LlamaLayout.read(keys, 1e-5);
    OptionalInt window = keys.optionalCount("sliding_window");
    for (String bias : List.of("attention_bias", "mlp_bias", "lm_head_bias")) {
      keys.only(bias, "false");
    }
    keys.only("full_attn_mod", "1");
    keys.only("interpolate_factor", "1");
    keys.ignore("original_max_position_embeddings"); // matters to a rotary scaling alone
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.partialRotary(keys, Pairs.HALVES, 1, 10_000);
    return layout.config(
        keys,
        "phi3",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i ->
                layout.sequential(
                    i,
                    layout.fusedAttention(i, position, window),
                    layout.fusedMlp(i, intermediate, activation))));
  }
}
