package io.quantgrid.core.model.architecture;

import java.util.Optional;

/**
 * Channels that a tensor makes: entries of a norm's weight, or rows of a matrix, in runs of equal
 * distance.
 *
 * @param tensor name of the vector or matrix
 * @param bias what is added to them
 * @param start row of the first
 * @param width of one run
 * @param stride from the start of one run to that of the next; {@code width} where they touch
 */
public record Channels(String tensor, Optional<String> bias, int start, int width, int stride) {
  /** The row of a channel. */
  public int row(int channel) {
    return start + channel / width * stride + channel % width;
  }

  /** The rows of that many channels, in order. */
  public int[] rows(int count) {
    int[] rows = new int[count];
    for (int channel = 0; channel < count; channel++) {
      rows[channel] = row(channel);
    }
    return rows;
  }
}
