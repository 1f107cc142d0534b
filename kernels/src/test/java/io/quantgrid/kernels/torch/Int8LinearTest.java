package io.quantgrid.kernels.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.LowBitLinear;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Integer products bit for bit: sums in long, scales in float32 in the documented order. */
@SuppressWarnings("try") // scopes are there to be closed
final class Int8LinearTest {
  private static final StaticScale FIXED = new StaticScale(0.021f, 0);
  private static final StaticScale SHIFTED = new StaticScale(0.021f, -9);

  private final Engine engine = Engines.named("torch");

  private static Stream<Arguments> cases() {
    return Stream.of("int8/channel", "int8/channel/asym", "int8/tensor", "int4/channel")
        .flatMap(
            weights ->
                Stream.of(
                        "int8/token",
                        "int8/token/asym",
                        "int8/tensor",
                        "int8/tensor/static",
                        "int8/tensor/asym/static",
                        "int4/token")
                    .flatMap(
                        activations ->
                            Stream.of(Float32.TYPE, Bfloat16.TYPE, Float16.TYPE)
                                .map(type -> Arguments.of(weights, activations, type))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void products_are_exact_integers_times_two_scales(
      String weights, String activations, FloatType type) {
    for (int[] shape : new int[][] {{1, 16, 64}, {7, 13, 129}, {33, 40, 576}}) {
      check(weights, activations, type, shape[0], shape[1], shape[2]);
    }
  }

  private void check(
      String weights, String activations, FloatType type, int m, int rows, int columns) {
    QuantizedMatrix weight =
        RoundToNearest.quantize(
            floats(rows * columns, 0.3, Float32.TYPE),
            rows,
            columns,
            SchemeParser.parse(weights),
            Float32.TYPE);
    Scheme scheme = SchemeParser.parse(activations);
    Optional<StaticScale> fixed =
        scheme.timing() == Timing.STATIC
            ? Optional.of(scheme.symmetry() == Symmetry.ASYMMETRIC ? SHIFTED : FIXED)
            : Optional.empty();
    float[] x = floats(m * columns, 0.5, type);
    x[columns / 2] = 40; // beyond the static range
    DType dtype = dtype(type);
    try (Scope scope = engine.scope();
        LowBitLinear layer =
            engine.lowBit(weight, Optional.of(new ActivationScheme(scheme, fixed)), dtype).get()) {
      Tensor y = layer.apply(engine.cast(engine.floats(x, m, columns), dtype));
      assertThat(engine.toFloats(y)).isEqualTo(oracle(x, m, scheme, fixed, weight, type));
    }
  }

  private static float[] oracle(
      float[] x,
      int m,
      Scheme scheme,
      Optional<StaticScale> fixed,
      QuantizedMatrix weight,
      FloatType type) {
    int columns = weight.columns();
    Coded coded = Coded.of(x, m, scheme, fixed);
    float[] trip =
        fixed.isPresent()
            ? RoundTrip.apply(x, m, columns, scheme, fixed.get(), Float32.TYPE)
            : RoundTrip.apply(x, m, columns, scheme, Float32.TYPE);
    float[] out = new float[m * weight.rows()];
    for (int token = 0; token < m; token++) {
      for (int row = 0; row < weight.rows(); row++) {
        long sum = 0;
        int zero = weight.zeroPoints().length == 0 ? 0 : weight.zeroPoints()[weight.index(row, 0)];
        for (int k = 0; k < columns; k++) {
          int code = coded.codes()[token * columns + k] - coded.zeros()[token];
          assertThat(code * coded.scales()[token]).isEqualTo(trip[token * columns + k]);
          sum += (long) code * (weight.codes()[row * columns + k] - zero);
        }
        float scaled = sum * coded.scales()[token] * weight.scale(row, 0);
        out[token * weight.rows() + row] = type.round(scaled);
      }
    }
    return out;
  }

  /** Codes [m, columns], and a scale and a zero point for each token. */
  private record Coded(int[] codes, float[] scales, int[] zeros) {
    static Coded of(float[] x, int m, Scheme scheme, Optional<StaticScale> fixed) {
      int columns = x.length / m;
      Coded coded = new Coded(new int[x.length], new float[m], new int[m]);
      float smallest = scheme.element().smallest();
      float largest = scheme.element().largest();
      boolean tokens = scheme.granularity().text().equals("token");
      for (int token = 0; token < m; token++) {
        int start = tokens ? token * columns : 0;
        int end = tokens ? start + columns : x.length;
        float low = 0;
        float high = 0;
        for (int i = start; i < end; i++) {
          low = Math.min(low, x[i]);
          high = Math.max(high, x[i]);
        }
        float scale;
        int zero = 0;
        if (fixed.isPresent()) {
          scale = fixed.get().scale();
          zero = fixed.get().zeroPoint();
        } else if (scheme.symmetry() == Symmetry.ASYMMETRIC) {
          scale = (high - low) / (largest - smallest);
          zero = (int) Math.rint(Math.max(smallest, Math.min(largest, smallest - low / scale)));
        } else {
          scale = Math.max(-low, high) / ((largest - smallest) / 2);
        }
        coded.scales[token] = scale;
        coded.zeros[token] = zero;
        for (int i = token * columns; i < (token + 1) * columns; i++) {
          float shifted = x[i] / scale + zero;
          coded.codes[i] = (int) Math.rint(Math.max(smallest, Math.min(largest, shifted)));
        }
      }
      return coded;
    }
  }

  @Test
  void tokens_of_zeros_give_zeros_and_those_with_nan_or_infinity_nan() {
    QuantizedMatrix weight =
        RoundToNearest.quantize(
            floats(16 * 64, 0.3, Float32.TYPE),
            16,
            64,
            SchemeParser.parse("int8/channel"),
            Float32.TYPE);
    float[] x = new float[4 * 64];
    x[64 + 3] = Float.NaN;
    x[128 + 5] = Float.NEGATIVE_INFINITY;
    x[192 + 7] = 1;
    for (String activations : new String[] {"int8/token", "int8/token/asym"}) {
      ActivationScheme scheme = ActivationScheme.dynamic(SchemeParser.parse(activations));
      try (Scope scope = engine.scope();
          LowBitLinear layer = engine.lowBit(weight, Optional.of(scheme), DType.FLOAT32).get()) {
        float[] y = engine.toFloats(layer.apply(engine.floats(x, 4, 64)));
        for (int i = 0; i < 16; i++) {
          assertThat(y[i]).isZero();
          assertThat(y[16 + i]).isNaN();
          assertThat(y[32 + i]).isNaN();
          assertThat(y[48 + i]).isFinite();
        }
      }
    }
  }

  @Test
  void rows_too_long_for_exact_sums_are_declined() {
    Scheme scheme = SchemeParser.parse("int8/channel");
    QuantizedMatrix weight =
        RoundToNearest.quantize(new float[1 << 15], 1, 1 << 15, scheme, Float32.TYPE);
    ActivationScheme tokens = ActivationScheme.dynamic(SchemeParser.parse("int8/token"));
    assertThat(engine.lowBit(weight, Optional.of(tokens), DType.FLOAT32)).isEmpty();
  }

  private static float[] floats(int n, double spread, FloatType type) {
    Random random = new Random(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = type.round((float) (random.nextGaussian() * spread + 0.02));
    }
    return values;
  }

  private static DType dtype(FloatType type) {
    return switch (type.bits()) {
      case 32 -> DType.FLOAT32;
      default -> type == Bfloat16.TYPE ? DType.BFLOAT16 : DType.FLOAT16;
    };
  }
}
