package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Numbers as tensors of one entry. libtorch's kernels for two tensors are vectorized where those
 * for a tensor and a scalar are not. Few, made once, shared and never freed.
 */
final class Constants {
  private static final ConcurrentHashMap<Float, Tensor> FLOATS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Integer, Tensor> INTS = new ConcurrentHashMap<>();

  private Constants() {}

  /** Float32 {@code [1]}. */
  static Tensor of(float value) {
    Tensor known = FLOATS.get(value);
    return known != null
        ? known
        : FLOATS.computeIfAbsent(value, key -> Transfer.floats(new float[] {key}, 1));
  }

  /** Int32 {@code [1]}. */
  static Tensor ofInt(int value) {
    Tensor known = INTS.get(value);
    return known != null
        ? known
        : INTS.computeIfAbsent(
            value, key -> Transfer.empty(DType.INT32, 1).fill_(Numbers.scalar(key)));
  }
}
