package io.quantgrid.core.model.architecture;

import java.util.List;

/**
 * Two places between which a factor per channel can be moved without changing what the model
 * computes: the producer's channel is divided by it and the consumers' columns are multiplied.
 *
 * @param producer a norm's weight, or rows of a matrix; their biases are divided, too
 * @param kind what it is
 * @param consumers names of the matrices whose columns read the channels, all that do
 * @param width channels of one head, or all of them
 * @param repeat how many consecutive heads of the consumers' columns read the same head of the
 *     producer: more than 1 where query heads share a key-value head
 * @param offset what is added to a norm's stored weight before it multiplies: the sum is divided
 */
public record Smoothing(
    Channels producer, Kind kind, List<String> consumers, int width, int repeat, double offset) {
  /** Of a producer whose stored values are what multiplies. */
  public Smoothing(Channels producer, Kind kind, List<String> consumers, int width, int repeat) {
    this(producer, kind, consumers, width, repeat, 0);
  }

  /** Behind a norm inside a part. */
  static Smoothing inside(Norm norm, List<String> consumers) {
    int width = norm.width();
    return new Smoothing(
        new Channels(norm.weight(), norm.bias(), 0, width, width),
        Kind.INNER_NORM,
        consumers,
        width,
        1,
        norm.offset());
  }

  /** What makes the channels. */
  public enum Kind {
    /** The weight of a norm over the residual stream. */
    NORM,
    /** The weight of a norm over something else. */
    INNER_NORM,
    /** A linear layer each of whose channels reaches the consumers times a number of its own. */
    LINEAR,
    /**
     * A linear layer whose channels reach the consumers in sums over tokens with one factor for all
     * channels of a head, as values do: a head may be rotated, too.
     */
    HEADS;

    /** Whether a vector makes the channels. */
    public boolean isNorm() {
      return this == NORM || this == INNER_NORM;
    }
  }

  public Smoothing {
    consumers = List.copyOf(consumers);
  }

  /** The producer's channel that a consumer's column reads. */
  public int channel(int column) {
    int head = column / width;
    return head / repeat * width + column % width;
  }
}
