package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A run of values in the cache and room to work on them. Views of the same memory stand beside each
 * other: floats and their bits, bytes and pairs of them.
 *
 * @param y float32 {@code [length]}: the values
 * @param yBits int32, the bits of {@code y}
 * @param t float32 {@code [length]}: room
 * @param tBits int32, the bits of {@code t}
 * @param tPairs float64 {@code [length / 2]}: two entries of {@code t} in one
 * @param bytes int8 {@code [length]}: room
 * @param bytePairs int16 {@code [length / 2]}: two entries of {@code bytes} in one
 * @param flags int8 {@code [length]}: room
 * @param flagPairs int16 {@code [length / 2]}: two entries of {@code flags} in one
 * @param signs int32 {@code [length]}: room
 * @param indices int32 {@code [length / 2]}: the first half of {@code signs}
 */
record Block(
    int length,
    Tensor y,
    Tensor yBits,
    Tensor t,
    Tensor tBits,
    Tensor tPairs,
    Tensor bytes,
    Tensor bytePairs,
    Tensor flags,
    Tensor flagPairs,
    Tensor signs,
    Tensor indices)
    implements AutoCloseable {

  /**
   * With memory of its own, for an even number of entries: one more where {@code length} is odd.
   */
  static Block of(int length) {
    int even = length + length % 2;
    return over(
        even,
        Transfer.empty(DType.FLOAT32, even).zero_(),
        Transfer.empty(DType.FLOAT32, even).zero_(),
        Transfer.empty(DType.INT8, even).zero_(),
        Transfer.empty(DType.INT8, even).zero_(),
        Transfer.empty(DType.INT32, even).zero_());
  }

  private static Block over(
      int length, Tensor y, Tensor t, Tensor bytes, Tensor flags, Tensor signs) {
    boolean pairs = length % 2 == 0;
    return new Block(
        length,
        y,
        y.view(ScalarType.Int),
        t,
        t.view(ScalarType.Int),
        pairs ? t.view(ScalarType.Double) : new Tensor(t),
        bytes,
        pairs ? bytes.view(ScalarType.Short) : new Tensor(bytes),
        flags,
        pairs ? flags.view(ScalarType.Short) : new Tensor(flags),
        signs,
        signs.narrow(0, 0, length / 2));
  }

  /** The same memory, one entry longer: for work on pairs. {@code y} has a zero there. */
  Block evened() {
    Block even =
        over(length + 1, longer(y), longer(t), longer(bytes), longer(flags), longer(signs));
    Tensor last = even.y.narrow(0, length, 1);
    last.zero_();
    last.deallocate();
    return even;
  }

  private Tensor longer(Tensor x) {
    return x.as_strided(new long[] {length + 1L}, 1);
  }

  /** The first {@code count} entries; views in pairs only if that is even. */
  Block part(int count) {
    return over(
        count,
        y.narrow(0, 0, count),
        t.narrow(0, 0, count),
        bytes.narrow(0, 0, count),
        flags.narrow(0, 0, count),
        signs.narrow(0, 0, count));
  }

  @Override
  public void close() {
    for (Tensor view :
        new Tensor[] {
          y, yBits, t, tBits, tPairs, bytes, bytePairs, flags, flagPairs, signs, indices
        }) {
      view.deallocate();
    }
  }
}
