package io.quantgrid.core.model.architecture;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A decoder-only language model: embedding, layers, norm, head.
 *
 * @param norm the last norm, over the residual stream
 */
public record Architecture(
    Embedding embedding, List<Layer> layers, Optional<Norm> norm, Head head) {
  public Architecture {
    layers = List.copyOf(layers);
  }

  /** The layers with their tensors, in order of computation. */
  public List<Block> blocks() {
    return IntStream.range(0, layers.size())
        .mapToObj(index -> Blocks.of(layers.get(index), index))
        .toList();
  }

  /** The tensors outside of them. */
  public Outside outside() {
    return new Outside(
        embedding.table(), norm.map(Norm::weight), head.projection().output().weight());
  }

  /**
   * Why the residual stream cannot be turned without changing what the model computes; empty where
   * it can: every norm reads the stream and divides by its root mean square, nothing else stands
   * between a matrix and the stream.
   */
  public Optional<String> rotationObstacle() {
    if (embedding.positions().isPresent()) {
      return Optional.of("positions are added to its embeddings");
    }
    if (embedding.norm().isPresent() || embedding.projection().isPresent()) {
      return Optional.of("its embeddings go through a norm or a matrix");
    }
    if (norm.isEmpty() || head.projectOut().isPresent()) {
      return Optional.of("its head does not read a norm of the stream");
    }
    boolean centred = norm.get().kind() == Norm.Kind.LAYER;
    for (Layer layer : layers) {
      for (Branch branch : layer.branches()) {
        if (branch.after().isPresent() || branch.before().isEmpty()) {
          return Optional.of("its norms do not stand before the branches alone");
        }
        centred |= branch.before().get().kind() == Norm.Kind.LAYER;
        if (!branch.part().rotates()) {
          return Optional.of("its layers hold more than attention and MLPs");
        }
      }
    }
    return centred ? Optional.of("its norms subtract the mean") : Optional.empty();
  }
}
