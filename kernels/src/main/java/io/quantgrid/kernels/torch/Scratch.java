package io.quantgrid.kernels.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Memory of one thread that quantization works in, block by block, so that all but the first read
 * and the last write of a tensor stay in the processor's cache. It grows to the longest row and the
 * most tiles seen, and lives as long as its thread.
 */
final class Scratch {
  /** Entries of a block: 128 KiB each for values, a second copy and indices, 64 KiB of bytes. */
  static final int BLOCK = 1 << 15;

  private static final int TILES = BLOCK / 16;

  private Block block = Block.of(BLOCK);
  private Block part = block;
  private TileNumbers tiles = new TileNumbers(TILES);
  private float[] values = new float[0];
  private final int[] bits = new int[CodeLoop.RUN];
  private final int[] codes = new int[CodeLoop.RUN];

  /** A block of {@code length} entries, valid until the next is asked for. */
  Block block(int length) {
    if (length > block.length()) {
      closePart();
      block.close();
      block = Block.of(length);
      part = block;
    }
    if (length == block.length()) {
      return block;
    }
    if (length != part.length()) {
      closePart();
      part = block.part(length);
    }
    return part;
  }

  private void closePart() {
    if (part.length() != block.length()) {
      part.close();
    }
  }

  /** Numbers of up to {@code count} tiles, valid until more are asked for. */
  TileNumbers tiles(int count) {
    if (count > tiles.capacity()) {
      tiles.close();
      tiles = new TileNumbers(count);
    }
    return tiles;
  }

  /** Room for {@link CodeLoop#RUN} numbers. */
  int[] bits() {
    return bits;
  }

  /** More of it. */
  int[] codes() {
    return codes;
  }

  /** The values of a contiguous float32 tensor, in an array that the next call overwrites. */
  float[] values(Tensor x, int length) {
    if (values.length < length) {
      values = new float[length];
    }
    try (FloatPointer data = x.data_ptr_float()) {
      data.get(values, 0, length);
    }
    return values;
  }
}
