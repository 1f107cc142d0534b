package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/** Whether the GPU's kernels work: each is tried once, on inputs of one value. */
final class CudaTrial {
  private static final int EXTENT = 128;

  /** Roundings to bfloat16 of scales and of the result. */
  private static final double TOLERANCE = 4 * 0x1p-8;

  private static final Map<Cuda.Kernel, Boolean> PASSED = new ConcurrentHashMap<>();

  private CudaTrial() {}

  static boolean passed(Cuda.Kernel kernel) {
    return PASSED.computeIfAbsent(kernel, CudaTrial::run);
  }

  private static boolean run(Cuda.Kernel kernel) {
    float[] values = new float[EXTENT * EXTENT];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % EXTENT - i / EXTENT) / (float) EXTENT;
    }
    QuantizedMatrix weight =
        RoundToNearest.quantize(values, EXTENT, EXTENT, kernel.weights(), Float32.TYPE);
    try (Device device = Cuda.device().orElseThrow();
        LowBitLinear layer =
            kernel.of(new Calls() {}, weight, kernel.activations(), device).orElseThrow()) {
      return isRight((NativeLinear) layer, weight.dequantize());
    } catch (RuntimeException e) {
      return false; // too old a GPU, or a libtorch without the kernel: callers simulate
    }
  }

  /** Inputs of one: every output is its row's sum. */
  private static boolean isRight(NativeLinear layer, float[] weights) {
    float[] one = new float[EXTENT];
    Arrays.fill(one, 1);
    Tensor x = Transfer.floats(one, 1, EXTENT);
    Tensor narrow = x.to(ScalarTypes.of(DType.BFLOAT16));
    float[] sums = Transfer.toFloats(layer.rows(narrow));
    x.deallocate();
    narrow.deallocate();
    for (int row = 0; row < EXTENT; row++) {
      double expected = 0;
      double magnitudes = 0;
      for (int column = 0; column < EXTENT; column++) {
        expected += weights[row * EXTENT + column];
        magnitudes += Math.abs(weights[row * EXTENT + column]);
      }
      if (!(Math.abs(sums[row] - expected) <= TOLERANCE * magnitudes)) {
        return false;
      }
    }
    return true;
  }
}
