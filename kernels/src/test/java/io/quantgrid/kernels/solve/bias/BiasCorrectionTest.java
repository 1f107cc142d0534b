package io.quantgrid.kernels.solve.bias;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.rtn.Rtn;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BiasCorrectionTest {
  /** A mean of inputs and a bias in float32, over outputs of about 5. */
  private static final double ROUNDING = 1e-5;

  private static final int ROWS = 16;
  private static final int COLUMNS = 64;
  private static final Scheme SCHEME = SchemeParser.parse("int3/group32");

  private final Engine engine = Engines.named("torch");
  private final float[] weights = Layers.weights(ROWS, COLUMNS, 1);
  private final float[] x = shifted();

  /** Inputs whose means are not zero. */
  private static float[] shifted() {
    float[] x = Layers.inputs(200, COLUMNS, 2);
    for (int i = 0; i < x.length; i++) {
      x[i] += (i % COLUMNS) % 5 - 1;
    }
    return x;
  }

  private LinearLayer layer() {
    return Layers.of(weights, ROWS, COLUMNS, SCHEME, Optional.of(Layers.statistics(x, COLUMNS)));
  }

  /** Mean over the tokens of {@code Q x + bias - W x}. */
  private double[] meanError(Solution solution) {
    float[] values = solution.weight().dequantize();
    int tokens = x.length / COLUMNS;
    double[] out = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      for (int token = 0; token < tokens; token++) {
        double error = 0;
        for (int column = 0; column < COLUMNS; column++) {
          int i = row * COLUMNS + column;
          error += ((double) values[i] - weights[i]) * x[token * COLUMNS + column];
        }
        out[row] += error / tokens;
      }
      out[row] += solution.bias().isPresent() ? solution.bias().get()[row] : 0;
    }
    return out;
  }

  @Test
  void outputs_have_the_mean_that_they_had() {
    Solution before = Rtn.defaults().solve(layer(), engine);
    Solution after = new BiasCorrection().compensate(layer(), before, engine);
    assertThat(after.weight()).isSameAs(before.weight());
    double squares = 0;
    for (double error : meanError(before)) {
      squares += error * error;
    }
    for (double error : meanError(after)) {
      assertThat(error).isCloseTo(0, within(ROUNDING));
    }
    double shift = after.notes().get("bias_shift");
    assertThat(shift).isGreaterThan(0.01).isCloseTo(Math.sqrt(squares / ROWS), within(ROUNDING));
  }

  @Test
  void a_bias_that_is_there_is_corrected_not_lost() {
    Solution plain = Rtn.defaults().solve(layer(), engine);
    float[] ten = new float[ROWS];
    java.util.Arrays.fill(ten, 10);
    Solution biased = new Solution(plain.weight(), Optional.of(ten), plain.notes());
    float[] alone = new BiasCorrection().compensate(layer(), plain, engine).bias().orElseThrow();
    float[] both = new BiasCorrection().compensate(layer(), biased, engine).bias().orElseThrow();
    for (int row = 0; row < ROWS; row++) {
      assertThat(both[row]).isEqualTo(10 + alone[row]);
      assertThat(ten[row]).isEqualTo(10);
    }
  }

  @Test
  void missing_calibration_is_refused() {
    LinearLayer blind = Layers.of(weights, ROWS, COLUMNS, SCHEME, Optional.empty());
    Solution plain = Rtn.defaults().solve(blind, engine);
    assertThatThrownBy(() -> new BiasCorrection().compensate(blind, plain, engine))
        .hasMessageContaining("by bias_correction without calibration");
  }
}
