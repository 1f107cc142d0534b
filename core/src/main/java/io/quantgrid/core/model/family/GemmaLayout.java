package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.family.LlamaLayout.Norms;
import java.util.OptionalDouble;

/** What Gemma's generations have in common. */
final class GemmaLayout {
  /** Width of heads where a file does not say. */
  static final int HEAD_DIM = 256;

  private GemmaLayout() {}

  /** Norms times 1 + weight; the head is the embedding unless the file says otherwise. */
  static LlamaLayout read(ConfigKeys keys) {
    return LlamaLayout.read(
        keys, LlamaDefaults.of(Norms.RMS_PLUS_ONE, "rms_norm_eps", 1e-6).headDim(HEAD_DIM).tied());
  }

  /** Embeddings times the root of their width. */
  static Architecture scaled(Architecture plain) {
    return plain.with(plain.embedding().times(Math.sqrt(plain.embedding().width())));
  }

  /** Logits that go through a cap, if there is one. */
  static Architecture capped(Architecture plain, OptionalDouble cap) {
    return plain.with(plain.head().capped(cap));
  }

  /** Norms before and after both parts, as from the second generation on. */
  static Layer sandwiched(LlamaLayout layout, int layer, Part attention, Part mlp) {
    String prefix = LlamaLayout.prefix(layer);
    return Layer.sequential(
        Branch.of(
            layout.norm(prefix + "input_layernorm"),
            attention,
            layout.norm(prefix + "post_attention_layernorm")),
        Branch.of(
            layout.norm(prefix + "pre_feedforward_layernorm"),
            mlp,
            layout.norm(prefix + "post_feedforward_layernorm")));
  }

  /** A cap, which null takes away. */
  static OptionalDouble cap(ConfigKeys keys, String key, OptionalDouble ifMissing) {
    return keys.mentions(key) ? keys.optionalPositive(key) : ifMissing;
  }
}
