package io.quantgrid.kernels.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.scheme.BlockFormats;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Prints how fast one thread quantizes and dequantizes, and what simulating a format costs on top
 * of a bfloat16 product. Rates are of float32 values, 4 bytes each, per second of processor time,
 * beside those of copying the same values in the same run: into memory that is there, as encoding
 * needs little of its own, and into new memory, whose pages the system has yet to give, as decoding
 * and round trips do.
 */
@Tag("bench")
class QuantizationBench {
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final int SIDE = 4096;
  private static final int TOKENS = 512;
  private static final int REPETITIONS = 9;
  private static final double VALUES = (double) SIDE * SIDE;

  private final Engine engine = Engines.named("torch");

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void rates_beside_a_copy() {
    engine.threads(1);
    try (Scope scope = engine.scope()) {
      Tensor x = normal(DType.FLOAT32, SIDE, SIDE);
      Tensor other = engine.zeros(DType.FLOAT32, SIDE, SIDE);
      double copy = 4 * VALUES / seconds(() -> engine.copyInto(other, x));
      double fresh = 4 * VALUES / seconds(() -> engine.cat(0, List.of(x)).close());
      System.out.printf("copy %.2f GB/s, into new memory %.2f GB/s%n", copy / 1e9, fresh / 1e9);
      for (ElementType element : ElementTypes.all()) {
        if (element.bits() > 8) {
          continue;
        }
        double encode = 4 * VALUES / seconds(() -> engine.encode(x, element).close());
        Tensor codes = engine.encode(x, element);
        double decode = 4 * VALUES / seconds(() -> engine.decode(codes, element).close());
        codes.close();
        System.out.printf(
            "%-12s encode %6.2f GB/s, %3.0f %% of copy   decode %6.2f GB/s, %3.0f %% of new%n",
            element.name(), encode / 1e9, 100 * encode / copy, decode / 1e9, 100 * decode / fresh);
        assertThat(encode).isPositive();
      }
      for (Scheme scheme : schemes()) {
        double roundTrip = 4 * VALUES / seconds(() -> engine.roundTrip(x, scheme).close());
        System.out.printf(
            "%-44s round trip %6.2f GB/s, %3.0f %% of new%n",
            scheme, roundTrip / 1e9, 100 * roundTrip / fresh);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void cost_of_simulating_beside_bfloat16() {
    engine.threads(1);
    try (Scope scope = engine.scope()) {
      Tensor x = normal(DType.BFLOAT16, TOKENS, SIDE);
      Tensor weight = normal(DType.BFLOAT16, SIDE, SIDE);
      double plain = seconds(() -> engine.linear(x, weight).close());
      System.out.printf("bfloat16 %d x %d x %d: %.2f ms%n", TOKENS, SIDE, SIDE, plain * 1e3);
      for (Scheme scheme : schemes()) {
        double simulated =
            seconds(
                () -> {
                  Tensor rounded = engine.roundTrip(x, scheme);
                  engine.linear(rounded, weight).close();
                  rounded.close();
                });
        System.out.printf("%-44s %.2f x bfloat16%n", scheme, simulated / plain);
      }
    }
  }

  /** Per token and per tensor for every type, and the block formats. */
  private static List<Scheme> schemes() {
    List<Scheme> schemes = new ArrayList<>();
    for (ElementType element : ElementTypes.all()) {
      if (element.bits() <= 8 && element.smallest() < 0) {
        schemes.add(Scheme.of(element, new Granularity.PerToken(), Symmetry.SYMMETRIC));
      }
    }
    schemes.add(SchemeParser.parse("int8/tensor"));
    schemes.add(SchemeParser.parse("int8/token/asym"));
    schemes.add(SchemeParser.parse("int4/group128"));
    BlockFormats.names()
        .forEach(name -> schemes.add(BlockFormats.scheme(BlockFormats.named(name))));
    return schemes;
  }

  private Tensor normal(DType dtype, int rows, int columns) {
    Random random = new Random(1);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    try (Tensor floats = engine.floats(values, rows, columns)) {
      return engine.cast(floats, dtype).dtype() == DType.FLOAT32
          ? engine.mul(floats, 1)
          : engine.cast(floats, dtype);
    }
  }

  /** Processor time of this thread, on which libtorch computes too: the least of several. */
  private static double seconds(Runnable work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPETITIONS; i++) {
      long start = THREAD.getCurrentThreadCpuTime();
      work.run();
      best = Math.min(best, THREAD.getCurrentThreadCpuTime() - start);
    }
    return best / 1e9;
  }
}
