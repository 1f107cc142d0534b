package io.quantgrid.core.model.architecture;

import io.quantgrid.core.checkpoint.TensorView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A decoder-only language model: embedding, layers, norm, head.
 *
 * @param norm the last norm, over the residual stream
 * @param views tensors that published checkpoints hold in another way than the layers want them, by
 *     the names used here
 */
public record Architecture(
    Embedding embedding,
    List<Layer> layers,
    Optional<Norm> norm,
    Head head,
    Map<String, TensorView> views) {
  public Architecture {
    layers = List.copyOf(layers);
    views = Map.copyOf(views);
  }

  /** Of tensors that checkpoints hold as they are. */
  public Architecture(Embedding embedding, List<Layer> layers, Optional<Norm> norm, Head head) {
    this(embedding, layers, norm, head, Map.of());
  }

  /** The same of tensors that are stored otherwise. */
  public Architecture seen(Map<String, TensorView> through) {
    return new Architecture(embedding, layers, norm, head, through);
  }

  /** The same behind other embeddings. */
  public Architecture with(Embedding other) {
    return new Architecture(other, layers, norm, head, views);
  }

  /** The same with another head. */
  public Architecture with(Head other) {
    return new Architecture(embedding, layers, norm, other, views);
  }

  /** Names of all tensors; a checkpoint may lack a head that is the embedding. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    blocks().forEach(block -> names.addAll(block.names()));
    names.add(embedding.table());
    embedding.positions().ifPresent(positions -> names.add(positions.table()));
    embedding.norm().ifPresent(found -> names.addAll(found.names()));
    embedding.projection().ifPresent(found -> names.addAll(found.names()));
    norm.ifPresent(found -> names.addAll(found.names()));
    names.addAll(head.projection().names());
    head.projectOut().ifPresent(found -> names.addAll(found.names()));
    return names;
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
