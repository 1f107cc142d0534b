package io.quantgrid.kernels.tensor;

/**
 * {@code x W^T} with {@code W [out, in]} in few bits in memory and arithmetic as its format says,
 * not by way of dequantized weights. Several threads may apply it at once.
 */
public interface LowBitLinear extends AutoCloseable {
  /** {@code x [..., in]}, of the type it was made for, to {@code [..., out]} of the same type. */
  Tensor apply(Tensor x);

  /** Bytes of native memory that it holds. */
  long bytes();

  /** In words: {@code int8 x int8 -> int32}, {@code int4 weights, float32 sums}. */
  String arithmetic();

  @Override
  void close();
}
