package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Timing;
import io.quantgrid.kernels.solve.RoundToNearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Linear layers in few bits: wherever an engine says that it has one, the layer gives what
 * dequantized weights give, within what its arithmetic explains.
 */
@SuppressWarnings("try") // scopes are there to be closed
public abstract class LowBitContractTest extends EngineFixture {
  private static final List<String> WEIGHTS =
      List.of(
          "int8/channel",
          "int8/tensor",
          "int8/channel/asym",
          "int8/group32",
          "int4/channel",
          "int4/tensor",
          "int4/group32",
          "int4/group64/asym",
          "int4/group128",
          "int4/group128/asym",
          "int4/group16",
          "int3/group32",
          "fp8_e4m3/channel");

  private static final List<String> ACTIVATIONS =
      List.of(
          "",
          "int8/token",
          "int8/token/asym",
          "int8/tensor",
          "int8/tensor/static",
          "int8/tensor/asym/static",
          "int8/group32",
          "fp8_e4m3/token");

  private static final int WARM_UP = 100;
  private static final int PRODUCTS = 500;

  private static final StaticScale SYMMETRIC = new StaticScale(0.03f, 0);
  private static final StaticScale ASYMMETRIC = new StaticScale(0.03f, 17);

  /** What a layer computes, and in which type. */
  private record Pair(Scheme weights, Optional<ActivationScheme> activations, DType compute) {
    String granularity() {
      return weights.granularity().text();
    }

    Optional<Scheme> inputs() {
      return activations.map(ActivationScheme::scheme);
    }
  }

  private Stream<Pair> pairs() {
    return WEIGHTS.stream()
        .flatMap(
            weights ->
                ACTIVATIONS.stream()
                    .flatMap(
                        activations ->
                            computed()
                                .map(
                                    dtype ->
                                        new Pair(
                                            SchemeParser.parse(weights),
                                            parsed(activations),
                                            dtype))));
  }

  private static Optional<ActivationScheme> parsed(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Scheme scheme = SchemeParser.parse(text);
    Optional<StaticScale> fixed =
        scheme.timing() == Timing.STATIC
            ? Optional.of(text.contains("asym") ? ASYMMETRIC : SYMMETRIC)
            : Optional.empty();
    return Optional.of(new ActivationScheme(scheme, fixed));
  }

  private List<Pair> supported() {
    return pairs()
        .filter(pair -> engine.hasLowBit(pair.weights(), pair.inputs(), pair.compute()))
        .toList();
  }

  private static QuantizedMatrix matrix(Scheme scheme, int rows, int columns) {
    float[] weights = random(rows * columns, 1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weights[i] * 0.05f + 0.01f; // off centre, so that zero points matter
    }
    return RoundToNearest.quantize(weights, rows, columns, scheme, Float32.TYPE);
  }

  @Test
  void there_is_a_layer_exactly_where_the_engine_says_so() {
    pairs()
        .forEach(
            pair -> {
              Optional<LowBitLinear> layer =
                  engine.lowBit(
                      matrix(pair.weights(), 32, 128), pair.activations(), pair.compute());
              assertThat(layer.isPresent())
                  .as("%s", pair)
                  .isEqualTo(engine.hasLowBit(pair.weights(), pair.inputs(), pair.compute()));
              layer.ifPresent(LowBitLinear::close);
            });
  }

  @Test
  void native_products_equal_simulated_ones() {
    for (Pair pair : supported()) {
      for (int[] shape : new int[][] {{1, 32, 128}, {7, 33, 256}, {20, 17, 384}}) {
        check(pair, shape[0], shape[1], shape[2]);
      }
    }
  }

  @Test
  void ragged_shapes_are_computed_or_declined() {
    for (Pair pair : supported()) {
      for (int[] shape : new int[][] {{1, 1, 1}, {3, 5, 7}, {2, 31, 100}, {5, 130, 72}}) {
        check(pair, shape[0], shape[1], shape[2]);
      }
    }
  }

  @Test
  void long_and_empty_inputs_are_computed() {
    for (Pair pair : supported()) {
      check(pair, 0, 48, 256);
      check(pair, 512, 48, 256);
    }
  }

  private void check(Pair pair, int m, int rows, int columns) {
    QuantizedMatrix weight = matrix(pair.weights(), rows, columns);
    Optional<LowBitLinear> made = engine.lowBit(weight, pair.activations(), pair.compute());
    if (made.isEmpty()) {
      return;
    }
    try (LowBitLinear layer = made.get();
        Scope inner = engine.scope()) {
      Tensor x = tensor(pair.compute(), random(m * columns, m + 2), m, columns);
      Tensor input = pair.activations().map(scheme -> engine.roundTrip(x, scheme)).orElse(x);
      Tensor values = tensor(pair.compute(), weight.dequantize(), rows, columns);
      float[] simulated = engine.toFloats(engine.linear(input, values));
      float[] actual = engine.toFloats(layer.apply(x));
      double[] allowed = allowed(engine.toFloats(input), weight, m, unit(pair.compute()));
      assertThat(actual).as("%s %s x %s x %s", pair, m, rows, columns).hasSameSizeAs(simulated);
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i])
            .as("%s %s x %s x %s entry %s", pair, m, rows, columns, i)
            .isBetween(simulated[i] - allowed[i], simulated[i] + allowed[i]);
      }
    }
  }

  /** Half a unit in the last place at 1. */
  private static double unit(DType dtype) {
    return switch (dtype) {
      case BFLOAT16 -> 0x1p-9;
      case FLOAT16 -> 0x1p-12;
      default -> 0x1p-24;
    };
  }

  /**
   * How far two products may be apart: sums of float32 in any order, and, of the magnitudes that
   * are summed, a rounding of the weight, of its zero point times scale, of its scale, of the
   * input, and of both results.
   */
  private static double[] allowed(float[] x, QuantizedMatrix weight, int m, double unit) {
    int columns = weight.columns();
    float[] values = weight.dequantize();
    double[] out = new double[m * weight.rows()];
    for (int i = 0; i < out.length; i++) {
      int row = i % weight.rows();
      double sum = 0;
      for (int k = 0; k < columns; k++) {
        int group = k / weight.groupSize();
        double zero =
            weight.zeroPoints().length == 0
                ? 0
                : weight.zeroPoints()[weight.index(row, group)] * weight.scale(row, group);
        double w = Math.abs(values[row * columns + k]) + Math.abs(zero);
        sum += Math.abs(x[i / weight.rows() * columns + k]) * w;
      }
      out[i] = sum * (6 * unit + 2 * columns * 0x1p-24) + Float.MIN_NORMAL;
    }
    return out;
  }

  @Test
  void leading_dimensions_are_kept() {
    for (Pair pair : supported()) {
      QuantizedMatrix weight = matrix(pair.weights(), 24, 128);
      try (LowBitLinear layer = engine.lowBit(weight, pair.activations(), pair.compute()).get();
          Scope inner = engine.scope()) {
        Tensor x = tensor(pair.compute(), random(6 * 128, 3), 2, 3, 128);
        Tensor flat = layer.apply(engine.reshape(x, 6, 128));
        Tensor deep = layer.apply(x);
        assertThat(deep.shape()).containsExactly(2, 3, 24);
        assertThat(deep.dtype()).isEqualTo(pair.compute());
        assertThat(engine.toBytes(deep)).isEqualTo(engine.toBytes(flat));
        Tensor apart = engine.transpose(engine.contiguous(engine.transpose(x, 0, 2)), 0, 2);
        assertThat(engine.toBytes(layer.apply(apart))).isEqualTo(engine.toBytes(flat));
      }
    }
  }

  @Test
  void other_types_and_widths_are_refused() {
    for (Pair pair : supported()) {
      QuantizedMatrix weight = matrix(pair.weights(), 16, 128);
      try (LowBitLinear layer = engine.lowBit(weight, pair.activations(), pair.compute()).get()) {
        assertThatThrownBy(() -> layer.apply(engine.zeros(pair.compute(), 2, 127)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("128 columns");
        assertThatThrownBy(() -> layer.apply(engine.zeros(DType.INT32, 2, 128)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void memory_is_low_is_counted_and_comes_back() {
    for (Pair pair : supported()) {
      QuantizedMatrix weight = matrix(pair.weights(), 256, 512);
      long before = engine.allocatedBytes();
      LowBitLinear layer = engine.lowBit(weight, pair.activations(), pair.compute()).get();
      assertThat(engine.allocatedBytes()).as("%s", pair).isEqualTo(before + layer.bytes());
      int bits = pair.activations().isPresent() ? 8 : pair.weights().element().bits();
      long codes = 256L * 512 * bits / 8;
      assertThat(layer.bytes()).as("%s", pair).isBetween(codes, 2 * codes);
      assertThat(layer.arithmetic()).contains(pair.weights().element().name());
      layer.close();
      layer.close();
      assertThat(engine.allocatedBytes()).as("%s", pair).isEqualTo(before);
      assertThatThrownBy(() -> layer.apply(engine.zeros(pair.compute(), 2, 512)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void memory_stays_flat_over_thousands_of_products() throws IOException {
    List<Pair> pairs =
        supported().stream()
            .filter(pair -> List.of("channel", "group128").contains(pair.granularity()))
            .filter(pair -> pair.inputs().map(Scheme::canonical).orElse("token").contains("token"))
            .toList();
    work(pairs, WARM_UP);
    long resident = SteadyStateContractTest.residentKilobytes();
    work(pairs, PRODUCTS);
    assertThat(SteadyStateContractTest.residentKilobytes())
        .isLessThan(resident + SteadyStateContractTest.RESIDENT_SLACK);
  }

  /** A tensor leaked by each product would be 16 KiB at least, a layer's weights 64 KiB. */
  private void work(List<Pair> pairs, int products) {
    for (Pair pair : pairs) {
      QuantizedMatrix weight = matrix(pair.weights(), 256, 512);
      for (int i = 0; i < products / 10; i++) {
        try (LowBitLinear layer = engine.lowBit(weight, pair.activations(), pair.compute()).get();
            Scope inner = engine.scope()) {
          Tensor x = engine.zeros(pair.compute(), 16, 512);
          for (int j = 0; j < 10; j++) {
            layer.apply(x).close();
          }
        }
      }
    }
  }

  @Test
  void concurrent_threads_get_the_bits_that_one_gets() {
    for (Pair pair : supported()) {
      QuantizedMatrix weight = matrix(pair.weights(), 64, 256);
      float[] values = random(8 * 256, 5);
      try (LowBitLinear layer = engine.lowBit(weight, pair.activations(), pair.compute()).get()) {
        byte[] alone = applied(layer, pair, values);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
          threads.add(
              CompletableFuture.runAsync(
                  () -> {
                    engine.threads(1);
                    for (int i = 0; i < 10; i++) {
                      assertThat(applied(layer, pair, values)).isEqualTo(alone);
                    }
                  },
                  command -> new Thread(command).start()));
        }
        threads.forEach(CompletableFuture::join);
      }
    }
  }

  private byte[] applied(LowBitLinear layer, Pair pair, float[] values) {
    try (Scope inner = engine.scope()) {
      return engine.toBytes(layer.apply(tensor(pair.compute(), values, 8, 256)));
    }
  }
}
