package io.quantgrid.kernels.solve.quip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.form.Rotated;
import io.quantgrid.kernels.form.Rotation;
import io.quantgrid.kernels.form.Sparse;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.solve.gptq.Gptq;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuipTest extends SolverContractTest {
  /** Float32 through a dozen butterflies and back, relative to the largest weight. */
  private static final float EXACT = 1e-5f;

  @Override
  protected Solver solver() {
    return Quip.defaults();
  }

  @Override
  protected Scheme scheme() {
    return SchemeParser.parse("int2/channel");
  }

  @Override
  protected Claims claims() {
    return Claims.ofSecondMoments();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 67, 96, 576, 75, 1155, 176})
  void rotations_of_any_size_are_orthogonal(int n) {
    float[] rows = new float[n * n];
    for (int i = 0; i < n; i++) {
      rows[i * n + i] = 1;
    }
    new Rotation(n, 3).apply(rows);
    for (int i = 0; i < n; i += Math.max(1, n / 8)) {
      for (int j = 0; j < n; j++) {
        double dot = 0;
        for (int k = 0; k < n; k++) {
          dot += (double) rows[i * n + k] * rows[j * n + k];
        }
        assertThat(dot).isBetween((i == j ? 1 : 0) - 1e-5, (i == j ? 1 : 0) + 1e-5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"32, 64", "48, 576", "67, 33", "1, 1", "96, 1155"})
  void rotating_and_back_changes_nothing_at_full_precision(int rows, int columns) {
    float[] weights = Layers.weights(rows, columns, 3);
    float[] scales = new float[columns];
    for (int i = 0; i < columns; i++) {
      scales[i] = 0.1f + i % 7;
    }
    float[] rotated = Rotated.rotate(weights, rows, scales, 4, 5);
    boolean[] all = new boolean[weights.length];
    Arrays.fill(all, true);
    // Full precision: a sparse form of all values, but for their rounding to float16.
    Sparse half = Sparse.of(rows, columns, rotated, all);
    Sparse exact = new Sparse(rows, columns, rotated, half.columnOf(), half.starts());
    float[] back = new Rotated(exact, scales, 4, 5).dequantize();
    float largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, Math.abs(weight));
    }
    for (int i = 0; i < back.length; i++) {
      float allowed = EXACT * largest * 7 / scales[i % columns];
      assertThat(back[i]).isBetween(weights[i] - allowed, weights[i] + allowed);
    }
  }

  @Test
  void a_rotation_spreads_a_lone_large_weight() {
    float[] weights = new float[64 * 96];
    weights[777] = 1;
    float[] ones = new float[96];
    Arrays.fill(ones, 1);
    float largest = 0;
    for (float value : Rotated.rotate(weights, 64, ones, 2, 3)) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isLessThan(0.05f);
  }

  @Test
  void two_bits_are_better_than_those_of_gptq_in_the_mean() {
    double quip = 0;
    double gptq = 0;
    for (long seed = 0; seed < 4; seed++) {
      LinearLayer layer = Layers.correlated(64, 128, scheme(), seed);
      quip += error(layer, Quip.defaults());
      gptq += error(layer, Gptq.defaults());
    }
    assertThat(quip).isLessThan(gptq);
  }

  private double error(LinearLayer layer, Solver solver) {
    return Layers.outputError(layer, solver.solve(layer, engine).weight().dequantize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"int2/channel", "int4/tensor", "int8/group32"})
  void rotated_weights_are_read_back(String text) {
    LinearLayer layer = Layers.correlated(20, 96, SchemeParser.parse(text), 3);
    FormRoundTrip.check(Quip.defaults().solve(layer, engine).weight());
  }

  @Test
  void other_types_and_parameters_out_of_range_are_refused() {
    LinearLayer layer = Layers.correlated(4, 32, SchemeParser.parse("nf4/group16"), 1);
    assertThatThrownBy(() -> Quip.defaults().solve(layer, engine))
        .hasMessageContaining("expected int2 to int8");
    assertThatThrownBy(() -> new Quip(0, 0.01, 1)).hasMessageContaining("range 0.0");
    assertThatThrownBy(() -> new Quip(2.4, 0, 1)).hasMessageContaining("damping 0.0");
  }
}
