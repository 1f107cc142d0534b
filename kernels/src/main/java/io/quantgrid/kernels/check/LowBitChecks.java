package io.quantgrid.kernels.check;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Native low-bit layers against products of the dequantized weights and activations. */
final class LowBitChecks {
  private static final int ROWS = 21;
  private static final int IN = 256;
  private static final int OUT = 48;
  private static final float[] NO_BIAS = {};

  private LowBitChecks() {}

  static List<Deviation> run(Engine engine, DType compute) {
    List<Deviation> found = new ArrayList<>();
    float[] x = Numbers.normal(compute, ROWS * IN, 13);
    float[] w = Numbers.normal(DType.FLOAT32, OUT * IN, 14);
    for (LowBitPair pair : LowBitPair.all()) {
      if (!engine.hasLowBit(pair.weights(), pair.activations(), compute)) {
        continue;
      }
      QuantizedMatrix weight = RoundToNearest.quantize(w, OUT, IN, pair.weights(), Float32.TYPE);
      float[] input =
          pair.activations()
              .map(scheme -> RoundTrip.apply(x, ROWS, IN, scheme, Float32.TYPE))
              .orElse(x);
      float[] expected = Oracle.linear(input, weight.dequantize(), NO_BIAS, ROWS, IN, OUT);
      found.add(
          Deviation.of(
              "low-bit " + pair + " " + compute.name().toLowerCase(Locale.ROOT),
              product(engine, weight, pair, compute, x),
              expected,
              Numbers.allowed(compute)));
    }
    return found;
  }

  private static float[] product(
      Engine engine, QuantizedMatrix weight, LowBitPair pair, DType compute, float[] x) {
    Optional<LowBitLinear> layer =
        engine.lowBit(weight, pair.activations().map(ActivationScheme::dynamic), compute);
    if (layer.isEmpty()) {
      return new float[0];
    }
    try (LowBitLinear linear = layer.get()) {
      return engine.toFloats(linear.apply(engine.cast(engine.floats(x, ROWS, IN), compute)));
    }
  }
}
