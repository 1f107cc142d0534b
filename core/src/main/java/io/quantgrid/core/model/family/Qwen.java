package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.OptionalInt;

/**
 * Qwen's dense models: of the second generation with biases of queries, keys and values (arXiv
 * 2407.10671), of the third with norms of queries and keys instead (arXiv 2505.09388).
 */
final class Qwen implements Family {
  private static final String SECOND = "qwen2";
  private static final String THIRD = "qwen3";

  /** Width of the third generation's heads, where a file does not say. */
  private static final int HEAD_DIM = 128;

  @Override
  public List<String> names() {
    return List.of(SECOND, THIRD);
  }

  @Override
  public List<String> models() {
    return List.of("Qwen1.5", "Qwen2", "Qwen2.5", "QwQ", "DeepSeek-R1-Distill-Qwen", "Qwen3");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    boolean second = keys.text("model_type").orElse(THIRD).equals(SECOND);
    LlamaLayout layout =
        second
            ? LlamaLayout.read(keys, 1e-6)
            : LlamaLayout.read(keys, LlamaDefaults.rms(1e-6).headDim(HEAD_DIM));
    int layers = keys.layers(LlamaLayout.LAYERS);
    List<OptionalInt> windows = windows(keys, layers);
    keys.only("use_mrope", "false");
    Biases biases = second ? Biases.QKV : Biases.of(keys, "attention_bias", Biases.ALL);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    return layout.config(
        keys,
        second ? SECOND : THIRD,
        layout.architecture(
            layers,
            i -> {
              SelfAttention plain = layout.attention(i, biases, position, windows.get(i));
              return layout.sequential(
                  i,
                  second ? plain : layout.headNormed(i, plain),
                  layout.mlp(i, intermediate, activation));
            }));
  }

  /** The window is void unless the file says that it is used: in the later layers. */
  private static List<OptionalInt> windows(ConfigKeys keys, int layers) {
    OptionalInt window =
        keys.mentions("sliding_window")
            ? keys.optionalCount("sliding_window")
            : OptionalInt.of(4096);
    int whole = keys.optionalId("max_window_layers").orElse(28);
    boolean used = keys.flag("use_sliding_window", false);
    return LayerTypes.windows(
        keys, layers, used ? window : OptionalInt.empty(), layer -> layer >= whole);
  }
}
