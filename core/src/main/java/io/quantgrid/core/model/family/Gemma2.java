package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Gemma 2: norms on both sides of each part, capped scores and logits, a window in every other
 * layer (arXiv 2408.00118).
 */
final class Gemma2 implements Family {
  private static final int WINDOW = 4096;

  @Override
  public List<String> names() {
    return List.of("gemma2");
  }

  @Override
  public List<String> models() {
    return List.of("Gemma 2 2B, 9B, 27B");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    LlamaLayout layout = GemmaLayout.read(keys);
    Biases biases = Biases.of(keys, "attention_bias", Biases.ALL);
    keys.ignore("hidden_act"); // a relic: the other is read
    Activation activation = keys.activation("hidden_activation", "gelu_pytorch_tanh");
    int intermediate = keys.count("intermediate_size");
    Position position = layout.rotary(keys, 10_000);
    int layers = keys.layers(LlamaLayout.LAYERS);
    OptionalInt window =
        keys.mentions("sliding_window")
            ? keys.optionalCount("sliding_window")
            : OptionalInt.of(WINDOW);
    keys.only("sliding_window_size", String.valueOf(window.orElse(0)));
    List<OptionalInt> windows = LayerTypes.windows(keys, layers, window, layer -> layer % 2 == 0);
    double scale = 1 / Math.sqrt(keys.positive("query_pre_attn_scalar", 256));
    OptionalDouble cap = GemmaLayout.cap(keys, "attn_logit_softcapping", OptionalDouble.of(50));
    Architecture plain =
        layout.architecture(
            layers,
            i ->
                GemmaLayout.sandwiched(
                    layout,
                    i,
                    layout.attention(i, biases, position, windows.get(i)).scored(scale, cap),
                    layout.mlp(i, intermediate, activation)));
    OptionalDouble logits = GemmaLayout.cap(keys, "final_logit_softcapping", OptionalDouble.of(30));
    return layout.config(keys, "gemma2", GemmaLayout.capped(GemmaLayout.scaled(plain), logits));
  }
}
