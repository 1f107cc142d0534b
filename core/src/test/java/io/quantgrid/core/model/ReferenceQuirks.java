package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position.Alibi;
import io.quantgrid.core.model.architecture.SelfAttention;
import java.util.List;

/** Where the references compute something else than the models they stand for. */
final class ReferenceQuirks {
  private ReferenceQuirks() {}

  /**
   * Falcon's biases by position, which eager attention of transformers 4.57, by which the goldens
   * were made, adds twice: in the mask, and to the scores. Its fused attention, which is its
   * default, and the code that the models were published with add them once.
   */
  static ModelConfig of(String golden, ModelConfig config) {
    if (!golden.equals("falcon-rw")) {
      return config;
    }
    Architecture plain = config.architecture();
    List<Layer> layers = plain.layers().stream().map(ReferenceQuirks::doubled).toList();
    return new ModelConfig(
        config.family(),
        config.hidden(),
        config.vocabulary(),
        config.maxLength(),
        config.tiedEmbeddings(),
        config.bos(),
        config.eos(),
        config.storedType(),
        new Architecture(plain.embedding(), layers, plain.norm(), plain.head(), plain.views()));
  }

  private static Layer doubled(Layer layer) {
    List<Branch> branches =
        layer.branches().stream()
            .map(b -> new Branch(b.before(), doubled(b.part()), b.after()))
            .toList();
    return new Layer(layer.flow(), branches, layer.multiplier());
  }

  private static Part doubled(Part part) {
    return part instanceof SelfAttention plain && plain.position() instanceof Alibi once
        ? SelfAttention.of(
            plain.qkv(),
            plain.order(),
            plain.out(),
            plain.heads(),
            plain.kvHeads(),
            plain.headDim(),
            once.times(2))
        : part;
  }
}
