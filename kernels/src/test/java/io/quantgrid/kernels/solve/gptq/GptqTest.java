package io.quantgrid.kernels.solve.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GptqTest extends SolverContractTest {
  @Override
  protected Solver solver() {
    return Gptq.defaults();
  }

  @Override
  protected Claims claims() {
    return Claims.ofSecondMoments();
  }

  private double error(LinearLayer layer, Gptq gptq) {
    return Layers.outputError(layer, gptq.solve(layer, engine).weight().dequantize());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int4/group32",
        "int4/group32/asym",
        "int3/channel/asym",
        "int8/tensor",
        "int4/group32/narrow",
        "int4/block16x32",
        "int4/group32/mse",
        "fp4_e2m1/group32/m1",
        "fp4_e2m1/group32/m2",
        "fp4_e2m1/group32/m2-tensor",
        "fp4_e2m1/group32/e8m0",
        "fp4_e2m1/group16/scale-fp8_e4m3",
        "fp8_e4m3/channel",
        "nf4/group64",
        "ternary/group32",
        "binary/group32",
        "mxint8/group32/e8m0"
      })
  void outputs_are_better_than_rounded_to_nearest_in_every_scheme(String scheme) {
    LinearLayer layer = Layers.correlated(48, 128, SchemeParser.parse(scheme), 21);
    double nearest = Layers.roundToNearestError(layer);
    for (Gptq.Order order : Gptq.Order.values()) {
      Gptq gptq = new Gptq(order, Gptq.Groups.ORIGINAL, 0.01, 128);
      assertThat(error(layer, gptq)).as("%s", order).isLessThan(nearest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4/group32", "int3/group32/asym", "fp4_e2m1/group32", "int4/channel"})
  void updated_groups_are_better_than_rounded_to_nearest(String scheme) {
    LinearLayer layer = Layers.correlated(48, 160, SchemeParser.parse(scheme), 22);
    double nearest = Layers.roundToNearestError(layer);
    for (Gptq.Order order : new Gptq.Order[] {Gptq.Order.NONE, Gptq.Order.GROUP}) {
      Gptq gptq = new Gptq(order, Gptq.Groups.UPDATED, 0.01, 64);
      assertThat(error(layer, gptq)).as("%s", order).isLessThan(0.6 * nearest);
    }
  }

  @Test
  void columns_of_large_inputs_first_are_better_in_the_mean() {
    double first = 0;
    double asTheyStand = 0;
    for (long seed = 0; seed < 8; seed++) {
      LinearLayer layer = Layers.correlated(48, 128, scheme(), seed);
      first += error(layer, Gptq.defaults());
      asTheyStand += error(layer, new Gptq(Gptq.Order.NONE, Gptq.Groups.ORIGINAL, 0.01, 128));
    }
    assertThat(first).isLessThan(asTheyStand);
  }

  @ParameterizedTest
  @CsvSource({"1, NONE", "7, STATIC", "32, GROUP", "1000, STATIC"})
  void the_block_changes_little(int block, Gptq.Order order) {
    LinearLayer layer = Layers.correlated(300, 128, scheme(), 31);
    double usual = error(layer, new Gptq(order, Gptq.Groups.ORIGINAL, 0.01, 128));
    double other = error(layer, new Gptq(order, Gptq.Groups.ORIGINAL, 0.01, block));
    assertThat(other).isBetween(0.99 * usual, 1.01 * usual);
  }

  @Test
  void codes_do_not_depend_on_the_number_of_threads() {
    LinearLayer layer =
        Layers.of(
            Layers.weights(520, 512, 41),
            520,
            512,
            scheme(),
            Optional.of(Layers.statistics(Layers.inputs(600, 512, 41), 512)));
    engine.threads(1);
    float[] one = Gptq.defaults().solve(layer, engine).weight().dequantize();
    for (int threads : new int[] {2, 4}) {
      engine.threads(threads);
      assertThat(Gptq.defaults().solve(layer, engine).weight().dequantize()).isEqualTo(one);
    }
  }

  @Test
  void a_singular_matrix_is_damped_further_and_noted() {
    InputStatistics token = Layers.statistics(Arrays.copyOf(Layers.inputs(8, 64, 3), 64), 64);
    LinearLayer layer = Layers.of(Layers.weights(8, 64, 3), 8, 64, scheme(), Optional.of(token));
    Gptq barely = new Gptq(Gptq.Order.NONE, Gptq.Groups.ORIGINAL, 1e-12, 128);
    Solution solution = barely.solve(layer, engine);
    assertThat(solution.notes().get("damping")).isGreaterThan(1e-11).isLessThan(1e-2);
  }

  @Test
  void dead_columns_become_zero_and_are_counted() {
    float[] x = Layers.inputs(512, 64, 3);
    for (int i = 5; i < x.length; i += 64) {
      x[i] = 0;
    }
    LinearLayer layer =
        Layers.of(Layers.weights(8, 64, 3), 8, 64, scheme(), Optional.of(Layers.statistics(x, 64)));
    Solution solution = Gptq.defaults().solve(layer, engine);
    assertThat(solution.notes()).containsEntry("dead_columns", 1.0);
    float[] values = solution.weight().dequantize();
    for (int row = 0; row < 8; row++) {
      assertThat(values[row * 64 + 5]).isZero();
    }
  }

  @Test
  void groups_of_columns_are_read_back() {
    LinearLayer layer = Layers.correlated(8, 64, scheme(), 1);
    Gptq gptq = new Gptq(Gptq.Order.GROUP, Gptq.Groups.ORIGINAL, 0.01, 128);
    FormRoundTrip.check(gptq.solve(layer, engine).weight());
  }

  @Test
  void parameters_out_of_range_are_refused() {
    for (double damping : new double[] {0, -1, 101, Double.NaN}) {
      assertThatThrownBy(() -> new Gptq(Gptq.Order.NONE, Gptq.Groups.ORIGINAL, damping, 128))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("damping " + damping);
    }
    assertThatThrownBy(() -> new Gptq(Gptq.Order.NONE, Gptq.Groups.ORIGINAL, 0.01, 0))
        .hasMessageContaining("blocks of 0");
    assertThatThrownBy(() -> new Gptq(Gptq.Order.STATIC, Gptq.Groups.UPDATED, 0.01, 128))
        .hasMessageContaining("expected original groups");
  }
}
