package io.quantgrid.core.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Attention with heads that may share keys and values (arXiv 2305.13245).
 *
 * @param qkv queries, keys and values
 * @param order how its outputs lie
 * @param kvHeads divides {@code heads}
 * @param queryNorm,keyNorm norms of queries and keys, before they are turned
 * @param window how many tokens a query sees, itself included
 * @param scale of the scores
 * @param softCap {@code cap * tanh(scores / cap)}
 * @param sinks name of {@code [heads]}: a score per head that takes part in the softmax and reads
 *     nothing
 */
public record SelfAttention(
    Projection qkv,
    Order order,
    Projection out,
    int heads,
    int kvHeads,
    int headDim,
    Optional<HeadNorm> queryNorm,
    Optional<HeadNorm> keyNorm,
    Position position,
    OptionalInt window,
    double scale,
    OptionalDouble softCap,
    Optional<String> sinks)
    implements AttentionPart {

  /** How the outputs of the first product lie. */
  public enum Order {
    /** All query heads, then all key heads, then all value heads. */
    CONCATENATED,
    /** For each key-value head: the query heads that read it, the key, the value. */
    GROUPED
  }

  /** A norm of queries or keys. */
  public record HeadNorm(Norm norm, Span span) {}

  /** What a norm of queries or keys is taken over. */
  public enum Span {
    /** Each head, with the same weights. */
    HEAD,
    /** Each head, with weights of its own: {@code [heads, headDim]}. */
    OWN,
    /** All heads together. */
    ALL
  }

  /** Plain attention: no norms, caps, sinks or window; scores over the root of the head's width. */
  public static SelfAttention of(
      Projection qkv,
      Order order,
      Projection out,
      int heads,
      int kvHeads,
      int headDim,
      Position position) {
    return new SelfAttention(
        qkv,
        order,
        out,
        heads,
        kvHeads,
        headDim,
        Optional.empty(),
        Optional.empty(),
        position,
        OptionalInt.empty(),
        1 / Math.sqrt(headDim),
        OptionalDouble.empty(),
        Optional.empty());
  }

  /** The same behind a window. */
  public SelfAttention within(OptionalInt tokens) {
    return new SelfAttention(
        qkv, order, out, heads, kvHeads, headDim, queryNorm, keyNorm, position, tokens, scale,
        softCap, sinks);
  }

  /** The same with norms of queries and keys. */
  public SelfAttention normed(HeadNorm query, HeadNorm key) {
    return new SelfAttention(
        qkv,
        order,
        out,
        heads,
        kvHeads,
        headDim,
        Optional.of(query),
        Optional.of(key),
        position,
        window,
        scale,
        softCap,
        sinks);
  }

  /** The same with scores of another scale, perhaps capped. */
  public SelfAttention scored(double factor, OptionalDouble cap) {
    return new SelfAttention(
        qkv, order, out, heads, kvHeads, headDim, queryNorm, keyNorm, position, window, factor, cap,
        sinks);
  }

  /** The same with sinks. */
  public SelfAttention sinking(String weights) {
    return new SelfAttention(
        qkv,
        order,
        out,
        heads,
        kvHeads,
        headDim,
        queryNorm,
        keyNorm,
        position,
        window,
        scale,
        softCap,
        Optional.of(weights));
  }

  @Override
  public int keyWidth() {
    return headDim;
  }

  @Override
  public int valueWidth() {
    return headDim;
  }

  @Override
  public List<Projection> projections() {
    return List.of(qkv, out);
  }

  @Override
  public List<String> others() {
    List<String> names = new ArrayList<>();
    for (Optional<HeadNorm> norm : List.of(queryNorm, keyNorm)) {
      norm.ifPresent(
          found -> {
            names.add(found.norm().weight());
            found.norm().bias().ifPresent(names::add);
          });
    }
    sinks.ifPresent(names::add);
    return names;
  }

  @Override
  public List<String> readers() {
    return qkv.weights();
  }

  @Override
  public List<String> writers() {
    return out.weights();
  }

  @Override
  public List<Smoothing> smoothings() {
    return List.of(
        new Smoothing(values(), Smoothing.Kind.HEADS, out.weights(), headDim, heads / kvHeads));
  }

  private Channels values() {
    int group = heads / kvHeads;
    if (order == Order.CONCATENATED) {
      Channels all = qkv.channels((heads + kvHeads) * headDim, kvHeads * headDim);
      return new Channels(all.tensor(), all.bias(), all.start(), headDim, headDim);
    }
    Channels first = qkv.channels((group + 1) * headDim, headDim);
    return new Channels(
        first.tensor(), first.bias(), first.start(), headDim, (group + 2) * headDim);
  }
}
