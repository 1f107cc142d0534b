package io.quantgrid.kernels.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * Walks a row of tokens block of channels by block, so that a block's state stays in the
 * processor's cache. Channels do not know of one another.
 */
final class Recurrence {
  /** With 16 entries of a channel's state a block takes 48 KiB, with 128 entries 384 KiB. */
  private static final int BLOCK = 768;

  private Recurrence() {}

  /** Channels {@code first} to {@code first + width}, all of one group. */
  record Block(int first, int width, int group) {}

  /** One block of channels. */
  interface Cell {
    /**
     * One token: {@code h = decay h + input}, {@code y = C h + D x}.
     *
     * @param h {@code [state, width]}, overwritten
     * @param y {@code [width]}, overwritten
     */
    void advance(int token, float[][] h, float[] y);
  }

  /** Makes the cell of a block, given by its place among the blocks. */
  interface Cells {
    Cell of(int block);
  }

  /** Blocks of {@code groups} equally many channels each. */
  static List<Block> blocks(int channels, int groups) {
    int width = channels / groups;
    List<Block> blocks = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      for (int at = 0; at < width; at += BLOCK) {
        blocks.add(new Block(group * width + at, Math.min(BLOCK, width - at), group));
      }
    }
    return List.copyOf(blocks);
  }

  /**
   * @param initial {@code [channels, width]}, row-major
   * @param width entries of a channel's state
   */
  static Scanned run(
      Order order, List<Block> blocks, float[] initial, int width, AfterToken after, Cells cells) {
    int channels = initial.length / width;
    float[] out = new float[order.tokens() * channels];
    float[] state = new float[initial.length];
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      float[][] start = columns(initial, block.first(), block.width(), width);
      Branches branches = new Branches(order, start);
      Cell cell = cells.of(i);
      float[] y = new float[block.width()];
      float[] rows = new float[after == AfterToken.NOTHING ? 0 : block.width() * width];
      for (int token = 0; token < order.tokens(); token++) {
        if (order.isSkipped(token)) {
          continue;
        }
        float[][] h = branches.enter(token);
        cell.advance(token, h, y);
        System.arraycopy(y, 0, out, token * channels + block.first(), y.length);
        if (after != AfterToken.NOTHING) {
          rows(h, rows, 0);
          after.change(rows, block.width(), width);
          columns(rows, 0, h);
        }
      }
      rows(branches.last(), state, block.first());
    }
    return new Scanned(out, state);
  }

  /**
   * One entry of every channel's state: {@code h = h + decay h + x b}, {@code y = y + h c}.
   *
   * @param decay factors less 1
   */
  static void step(float[] decay, float[] x, float b, float c, float[] h, float[] y) {
    for (int i = 0; i < y.length; i++) {
      float next = h[i] + decay[i] * h[i] + x[i] * b;
      h[i] = next;
      y[i] += next * c;
    }
  }

  /** Some channels of a row-major matrix of {@code width} columns, transposed. */
  static float[][] columns(float[] rows, int first, int channels, int width) {
    float[][] columns = new float[width][channels];
    columns(rows, first, columns);
    return columns;
  }

  private static void columns(float[] rows, int first, float[]... columns) {
    for (int column = 0; column < columns.length; column++) {
      for (int channel = 0; channel < columns[column].length; channel++) {
        columns[column][channel] = rows[(first + channel) * columns.length + column];
      }
    }
  }

  private static void rows(float[][] columns, float[] rows, int first) {
    for (int column = 0; column < columns.length; column++) {
      for (int channel = 0; channel < columns[column].length; channel++) {
        rows[(first + channel) * columns.length + column] = columns[column][channel];
      }
    }
  }

  static void require(String what, float[] values, long expected) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "Cannot scan " + values.length + " numbers of " + what + " (expected " + expected + ")");
    }
  }
}
