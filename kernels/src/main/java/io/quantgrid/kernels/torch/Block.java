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
 * @param tPairs float64 {@code [length / 2]}: two entries of {@code t} in one, if that is even
 * @param bytes int8 {@code [length]}: room
 * @param bytePairs int16 {@code [length / 2]}: two entries of {@code bytes} in one, if that is even
 * @param indices int32 {@code [length / 2]}, rounded up: room
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
        Transfer.empty(DType.INT32, even / 2).zero_());
  }

  private static Block over(int length, Tensor y, Tensor t, Tensor bytes, Tensor indices) {
    boolean even = length % 2 == 0;
    return new Block(
        length,
        y,
        y.view(ScalarType.Int),
        t,
        t.view(ScalarType.Int),
        even ? t.view(ScalarType.Double) : new Tensor(t),
        bytes,
        even ? bytes.view(ScalarType.Short) : new Tensor(bytes),
        indices);
  }

  /** The same memory, one entry longer: for work on pairs. {@code bytes} has a zero there. */
  Block evened() {
    Block even = over(length + 1, longer(y), longer(t), longer(bytes), new Tensor(indices));
    Tensor last = even.bytes.narrow(0, length, 1);
    last.zero_();
    last.deallocate();
    return even;
  }

  private Tensor longer(Tensor x) {
    return x.as_strided(new long[] {length + 1L}, 1);
  }

  /** The first {@code count} entries. */
  Block part(int count) {
    return over(
        count,
        y.narrow(0, 0, count),
        t.narrow(0, 0, count),
        bytes.narrow(0, 0, count),
        indices.narrow(0, 0, count / 2 + count % 2));
  }

  @Override
  public void close() {
    for (Tensor view : new Tensor[] {y, yBits, t, tBits, tPairs, bytes, bytePairs, indices}) {
      view.deallocate();
    }
  }
}
