package io.quantgrid.kernels.tensor;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * How fast an engine multiplies in few bits, or as if in few bits, on the calling thread. Set
 * {@link Engine#threads} first.
 */
public final class LowBitRate {
  private LowBitRate() {}

  /**
   * The best rate of a native layer over {@code x [m, k]} times a weight {@code [n, k]} transposed,
   * quantizing {@code x} included; of one matrix, which a large cache may hold.
   *
   * @return operations per second, counting {@code 2 m k n} per product; empty where the engine has
   *     no kernel
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public static OptionalDouble measure(
      Engine engine,
      Scheme weights,
      Optional<ActivationScheme> activations,
      DType compute,
      int m,
      int k,
      int n) {
    Optional<LowBitLinear> made = engine.lowBit(matrix(weights, n, k), activations, compute);
    if (made.isEmpty()) {
      return OptionalDouble.empty();
    }
    try (LowBitLinear layer = made.get();
        Scope scope = engine.scope()) {
      Tensor x = inputs(engine, compute, m, k);
      return OptionalDouble.of(2.0 * m * k * n / BestTime.seconds(() -> layer.apply(x).close()));
    }
  }

  /**
   * The best rate of a simulated layer: {@code x} through {@link Engine#roundTrip(Tensor,
   * ActivationScheme)}, then times a dequantized weight.
   *
   * @return operations per second, as {@link #measure}
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public static double simulated(
      Engine engine, ActivationScheme activations, DType compute, int m, int k, int n) {
    try (Scope scope = engine.scope()) {
      Tensor x = inputs(engine, compute, m, k);
      Tensor weight = inputs(engine, compute, n, k);
      double seconds =
          BestTime.seconds(
              () -> {
                Tensor coded = engine.roundTrip(x, activations);
                engine.linear(coded, weight).close();
                coded.close();
              });
      return 2.0 * m * k * n / seconds;
    }
  }

  /** Random codes under scales of 0.01: a matrix of that scheme without the time to quantize it. */
  static QuantizedMatrix matrix(Scheme scheme, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(rows);
    byte[] codes = new byte[Math.multiplyExact(rows, columns)];
    int smallest = (int) scheme.element().smallest();
    int largest = (int) scheme.element().largest();
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) random.nextInt(smallest, largest + 1);
    }
    int groups = Math.toIntExact(QuantizedMatrix.scales(scheme, rows, columns));
    float[] scales = new float[groups];
    Arrays.fill(scales, 0.01f);
    byte[] zeros = new byte[scheme.symmetry() == Symmetry.ASYMMETRIC ? groups : 0];
    return new QuantizedMatrix(scheme, rows, columns, codes, scales, Float32.TYPE, zeros, 1);
  }

  static Tensor inputs(Engine engine, DType dtype, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(columns);
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return engine.cast(engine.floats(values, rows, columns), dtype);
  }
}
