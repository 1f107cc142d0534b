package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.core.model.architecture.RopeScaling;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.LlamaLayout.Norms;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Gemma 3, and the part of it that reads text: norms of queries and keys, windows with a rotary
 * base of their own in five of six layers (arXiv 2503.19786).
 */
final class Gemma3 implements Family {
  private static final String TEXT = "gemma3_text";

  @Override
  public List<String> names() {
    return List.of(TEXT, "gemma3");
  }

  @Override
  public List<String> models() {
    return List.of("Gemma 3 270M and 1B", "the text part of Gemma 3 4B, 12B, 27B");
  }

  /** What reads pictures is left out. */
  @Override
  public ModelConfig read(ConfigKeys keys) {
    if (keys.text("model_type").orElse(TEXT).equals(TEXT)) {
      return read(keys, keys);
    }
    keys.ignore(
        "vision_config",
        "mm_tokens_per_image",
        "boi_token_index",
        "eoi_token_index",
        "image_token_index");
    return read(keys, keys.object("text_config"));
  }

  private static ModelConfig read(ConfigKeys file, ConfigKeys keys) {
    LlamaLayout layout = layout(file, keys);
    Biases biases = Biases.of(keys, "attention_bias", Biases.ALL);
    Activation activation = keys.activation("hidden_activation", "gelu_pytorch_tanh");
    int intermediate = keys.count("intermediate_size");
    keys.only("use_bidirectional_attention", "false");
    int layers = keys.layers(LlamaLayout.LAYERS);
    OptionalInt window = OptionalInt.of(keys.count("sliding_window", 4096));
    int pattern = keys.count("sliding_window_pattern", keys.count("_sliding_window_pattern", 6));
    List<OptionalInt> windows =
        LayerTypes.windows(keys, layers, window, layer -> (layer + 1) % pattern != 0);
    Rotary full = layout.rotary(keys, 1_000_000);
    Position local =
        new Rotary(
            full.width(),
            full.pairs(),
            keys.positive("rope_local_base_freq", 10_000),
            new RopeScaling.None());
    double scale = 1 / Math.sqrt(keys.positive("query_pre_attn_scalar", 256));
    OptionalDouble cap = keys.optionalPositive("attn_logit_softcapping");
    OptionalDouble logits = keys.optionalPositive("final_logit_softcapping");
    return Configs.of(
        file,
        keys,
        file == keys ? TEXT : "gemma3",
        layout.hidden(),
        GemmaLayout.capped(
            GemmaLayout.scaled(
                layout.architecture(
                    layers,
                    i ->
                        GemmaLayout.sandwiched(
                            layout,
                            i,
                            layout.headNormed(
                                i,
                                layout
                                    .attention(
                                        i,
                                        biases,
                                        windows.get(i).isPresent() ? local : full,
                                        windows.get(i))
                                    .scored(scale, cap)),
                            layout.mlp(i, intermediate, activation)))),
            logits));
  }

  /** Published files leave out what is as in the library's defaults, the vocabulary included. */
  private static LlamaLayout layout(ConfigKeys file, ConfigKeys keys) {
    int heads = keys.count("num_attention_heads", 8);
    return new LlamaLayout(
        keys.count("hidden_size"),
        heads,
        Configs.kvHeads(keys, "num_key_value_heads", heads, Math.min(heads, 4)),
        keys.count("head_dim", GemmaLayout.HEAD_DIM),
        keys.count("vocab_size", 262_208),
        keys.positive("rms_norm_eps", 1e-6),
        Modules.tying(file, Modules.tying(keys, Tying.TIED)),
        Norms.RMS_PLUS_ONE);
  }
}
