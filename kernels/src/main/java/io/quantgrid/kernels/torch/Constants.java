package io.quantgrid.kernels.torch;

import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Numbers as tensors of one entry. libtorch's kernels for two tensors are vectorized where those
 * for a tensor and a scalar are not. Few, made once, shared and never freed.
 */
final class Constants {
  private static final ConcurrentHashMap<Float, Tensor> FLOATS = new ConcurrentHashMap<>();

  private Constants() {}

  /** Float32 {@code [1]}. */
  static Tensor of(float value) {
    Tensor known = FLOATS.get(value);
    return known != null
        ? known
        : FLOATS.computeIfAbsent(value, key -> Transfer.floats(new float[] {key}, 1));
  }
}
