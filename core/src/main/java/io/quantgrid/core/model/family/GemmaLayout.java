package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Part;
import java.util.OptionalDouble;

/** What Gemma's generations have in common. */
final class GemmaLayout {
  /** Width of heads where a file does not say. */
  static final int HEAD_DIM = 256;

  private GemmaLayout() {}

  static LlamaLayout read(ConfigKeys keys) {
    return of(LlamaLayout.ofHeads(keys, HEAD_DIM, 1e-6), keys);
  }

  /** Norms times 1 + weight; the head is the embedding unless the file says otherwise. */
  static LlamaLayout of(LlamaLayout plain, ConfigKeys keys) {
    return new LlamaLayout(
        plain.hidden(),
        plain.heads(),
        plain.kvHeads(),
        plain.headDim(),
        plain.vocabulary(),
        plain.eps(),
        keys.flag("tie_word_embeddings", true),
        Norm.Kind.RMS_PLUS_ONE);
  }

  /** Embeddings times the root of their width. */
  static Architecture scaled(Architecture plain) {
    return new Architecture(
        plain.embedding().times(Math.sqrt(plain.embedding().width())),
        plain.layers(),
        plain.norm(),
        plain.head());
  }

  /** Logits that go through a cap, if there is one. */
  static Architecture capped(Architecture plain, OptionalDouble cap) {
    return new Architecture(
        plain.embedding(), plain.layers(), plain.norm(), plain.head().capped(cap));
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
