package io.quantgrid.kernels.ggml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prints megabytes of float32 values decoded per second of one thread's processor time. */
@Tag("bench")
class GgmlBench {
  private static final int VALUES = 1 << 20;
  private static final int REPETITIONS = 30;

  @Test
  void values_per_second() {
    for (GgmlType type : GgmlType.values()) {
      int blocks = VALUES / type.blockValues();
      byte[] bytes = new byte[blocks * type.blockBytes()];
      new Random(1).nextBytes(bytes);
      float[] out = new float[VALUES];
      double best = 0;
      for (int i = 0; i < REPETITIONS; i++) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        type.decode(bytes, 0, blocks, out, 0);
        double seconds =
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
        best = Math.max(best, VALUES * 4 / seconds / 1e6);
      }
      assertThat(out).hasSize(VALUES);
      System.out.printf("decode %-8s %6.0f MB/s%n", type, best);
    }
  }
}
