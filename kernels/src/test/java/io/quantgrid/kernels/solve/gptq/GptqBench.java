package io.quantgrid.kernels.solve.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.GemmRate;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Prints seconds per layer on one thread, and the rate of its n^3 / 3 + rows n^2 operations
 * (additions and multiplications of the Cholesky factor and the feedback) as a share of what a
 * product of matrices reaches.
 */
@Tag("bench")
class GptqBench {
  private static final int REPETITIONS = 15;

  @Test
  void seconds_per_layer() {
    Engine engine = Engines.named("torch");
    engine.threads(1);
    for (int[] shape : new int[][] {{576, 576}, {1536, 576}, {576, 1536}, {2048, 2048}}) {
      int rows = shape[0];
      int n = shape[1];
      LinearLayer layer =
          new LinearLayer(
              "bench",
              Layers.weights(rows, n, 1),
              rows,
              n,
              SchemeParser.parse("int4/group128"),
              Float32.TYPE,
              Optional.of(moments(engine, n)));
      double seconds = Double.POSITIVE_INFINITY;
      for (int i = 0; i < REPETITIONS; i++) {
        long start = System.nanoTime();
        assertThat(Gptq.defaults().solve(layer, engine).weight().rows()).isEqualTo(rows);
        seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
      }
      double rate = ((double) n * n * n / 3 + (double) rows * n * n) / seconds;
      double gemm = GemmRate.measure(engine, DType.FLOAT32, rows, n, n);
      System.out.printf(
          "gptq %4d x %4d  %.3f s  %.1f GFLOP/s, %.0f %% of %.0f%n",
          rows, n, seconds, rate / 1e9, 100 * rate / gemm, gemm / 1e9);
    }
  }

  /** Of columns that go together in part. */
  @SuppressWarnings("try") // the scope is there to be closed
  private static InputStatistics moments(Engine engine, int n) {
    float[] x = new float[2 * n * n];
    Random random = new Random(1);
    float shared = 0;
    for (int i = 0; i < x.length; i++) {
      shared = 0.8f * shared + (float) random.nextGaussian();
      x[i] = shared;
    }
    try (Scope scope = engine.scope()) {
      Tensor tokens = engine.floats(x, 2L * n, n);
      Tensor product = engine.matmul(engine.transpose(tokens, 0, 1), tokens);
      float[] none = new float[n];
      return new InputStatistics(n, 1, engine.toFloats(product), none, none, none, none, none);
    }
  }
}
