package io.quantgrid.kernels.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prints tokens per second of one layer and one thread's processor time. */
@Tag("bench")
class ScanBench {
  private static final int TOKENS = 256;
  private static final int INNER = 1536;
  private static final int REPETITIONS = 40;

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void tokens_per_second() {
    Order order = Order.chain(TOKENS);
    float[] u = uniform(TOKENS * INNER, -1, 1);
    float[] delta = uniform(TOKENS * INNER, 0, 0.3);
    SelectiveScan scan =
        new SelectiveScan(INNER, 16, uniform(INNER * 16, -16, 0), uniform(INNER, -1, 1));
    float[] b = uniform(TOKENS * 16, -1, 1);
    measure("mamba state 16", () -> run(scan, order, u, delta, b));
    float[] b128 = uniform(TOKENS * 128, -1, 1);
    HeadScan heads =
        new HeadScan(new HeadScan.Shape(24, 64, 1, 128), uniform(24, -16, 0), uniform(24, -1, 1));
    float[] dt = uniform(TOKENS * 24, 0, 0.3);
    measure(
        "mamba-2 state 128",
        () -> heads.run(order, u, dt, b128, b128, heads.zeros(), AfterToken.NOTHING).y());
    CausalConvolution convolution =
        new CausalConvolution(INNER, 4, uniform(INNER * 4, -1, 1), uniform(INNER, -1, 1));
    measure("convolution 4", () -> convolution.run(order, u, convolution.zeros()).y());
    measure(
        "softplus",
        () -> {
          float[] x = u.clone();
          Softplus.apply(x);
          return x;
        });
  }

  private static float[] run(SelectiveScan scan, Order order, float[] u, float[] delta, float[] b) {
    return scan.run(order, u, delta, b, b, scan.zeros(), AfterToken.NOTHING).y();
  }

  private float[] uniform(int n, double low, double high) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(low, high);
    }
    return values;
  }

  private static void measure(String what, Supplier<float[]> run) {
    double best = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      assertThat(run.get()).hasSize(TOKENS * INNER);
      double seconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
      best = Math.max(best, TOKENS / seconds);
    }
    System.out.printf("%-20s %8.0f tokens/s%n", what, best);
  }
}
