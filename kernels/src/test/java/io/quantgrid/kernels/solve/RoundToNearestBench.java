package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prints weights per second of one thread's processor time. */
@Tag("bench")
class RoundToNearestBench {
  private static final int ROWS = 1024;
  private static final int COLUMNS = 4096;
  private static final int REPETITIONS = 12;

  @Test
  void weights_per_second() {
    SplittableRandom random = new SplittableRandom(1);
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Bfloat16.TYPE.round((float) random.nextDouble(-1, 1));
    }
    for (String scheme :
        List.of(
            "int8/channel",
            "int4/group128",
            "int4/group128/asym",
            "fp8_e4m3/channel",
            "ternary/tensor",
            "int4/group128/mse",
            "int8/tensor/percentile99.9",
            "mxfp4",
            "mxfp6",
            "mxint8",
            "nvfp4",
            "nf4",
            "fp4_e2m1/group128/m2")) {
      for (FloatType type : List.of(Float32.TYPE, Bfloat16.TYPE)) {
        double best = 0;
        for (int i = 0; i < REPETITIONS; i++) {
          long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
          QuantizedMatrix matrix =
              RoundToNearest.quantize(weights, ROWS, COLUMNS, SchemeParser.parse(scheme), type);
          double seconds =
              (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
          assertThat(matrix.codes()).hasSize(weights.length);
          best = Math.max(best, weights.length / seconds / 1e6);
        }
        System.out.printf("rtn %-26s %-9s %6.0f M weights/s%n", scheme, type.name(), best);
      }
    }
  }
}
