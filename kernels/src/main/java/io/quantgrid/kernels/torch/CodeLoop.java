package io.quantgrid.kernels.torch;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Codes from the bits of float32 numbers, in integers: libtorch would need a pass over memory for
 * each of a dozen operations, where the virtual machine's compiler makes vector instructions of
 * these loops, as long as they are plain: arrays of int, no branches, no calls, not even {@code
 * Math.min}.
 */
abstract class CodeLoop {
  /** Entries of a run: two arrays of 16 KiB lie in the first-level cache. */
  static final int RUN = 1 << 12;

  /** Limits that one pass compares with. */
  static final int AT_ONCE = 4;

  static final int SIGN = 31;
  static final int MAGNITUDE = 0x7FFF_FFFF;
  static final int INFINITY = 0x7F80_0000;

  /** The codes of {@code bits[0 .. count - 1]}, in the lowest byte of {@code codes}. */
  abstract void run(int[] bits, int[] codes, int count);

  /**
   * Codes of a block.
   *
   * @param x float32 {@code [block.length]}, contiguous
   * @param out {@code [block.length]}, int8 or uint8
   */
  final void encode(Tensor x, Block block, Tensor out) {
    Scratch scratch = TorchThread.current().scratch();
    int[] bits = scratch.bits();
    int[] codes = scratch.codes();
    int length = block.length();
    try (IntPointer from = new IntPointer(x.data_ptr());
        IntPointer to = new IntPointer(block.tBits().data_ptr())) {
      for (int start = 0; start < length; start += RUN) {
        int count = Math.min(RUN, length - start);
        from.position(start).get(bits, 0, count);
        run(bits, codes, count);
        to.position(start).put(codes, 0, count);
      }
    }
    out.copy_(block.tBits());
  }
}
