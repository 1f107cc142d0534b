package io.quantgrid.kernels.solve.pbllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.HeavyTails;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.solve.gptq.Gptq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PbLlmTest extends SolverContractTest {
  @Override
  protected Solver solver() {
    return PbLlm.defaults();
  }

  @Override
  protected Claims claims() {
    return Claims.ofSecondMoments();
  }

  @Override
  protected Scheme scheme() {
    return SchemeParser.parse("binary/group32");
  }

  private double error(LinearLayer layer, Solver solver) {
    return HeavyTails.outputError(layer, solver.solve(layer, engine).weight().dequantize());
  }

  /** The paper's claim: a few salient weights in more bits save a binary layer. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void output_errors_are_far_below_those_of_one_bit(long seed) {
    LinearLayer layer = HeavyTails.layer(128, 256, "binary/group128", seed);
    double error = error(layer, solver());
    assertThat(error).isLessThan(HeavyTails.nearestError(layer, "binary/group128") / 4);
    assertThat(error).isLessThan(error(layer, Gptq.defaults()) / 2);
  }

  @Test
  void more_salient_weights_give_smaller_errors() {
    LinearLayer layer = HeavyTails.layer(128, 256, "binary/group128", 1);
    double last = Double.MAX_VALUE;
    for (double share : new double[] {0, 0.05, 0.1, 0.3, 0.5, 1}) {
      double error = error(layer, new PbLlm(share, 0.01));
      assertThat(error).isLessThan(last);
      last = error;
    }
  }

  @Test
  void bits_are_a_bitmap_more_than_the_papers_and_scales() {
    LinearLayer layer = HeavyTails.layer(128, 256, "binary/group128", 1);
    Solution solution = solver().solve(layer, engine);
    assertThat(solution.notes().get("paper_bits")).isCloseTo(1.7, within(1e-4));
    assertThat(solution.notes().get("outliers")).isEqualTo(Math.rint(0.1 * 128 * 256));
    double bits = HeavyTails.bitsPerWeight(layer, solution.weight().storedBits());
    assertThat(bits).isCloseTo(1.7 + 1 + 16 / 128.0 + 16 / 256.0, within(1e-3));
  }

  @Test
  void reading_the_arrays_gives_the_form() {
    LinearLayer layer = HeavyTails.layer(20, 70, "binary/group35", 1);
    Solution solution = solver().solve(layer, engine);
    FormRoundTrip.check(solution.weight());
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 0.01", "1.1, 0.01", "NaN, 0.01", "0.1, 0"})
  void parameters_out_of_range_are_refused(double share, double damping) {
    assertThatThrownBy(() -> new PbLlm(share, damping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot set pb_llm's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int2/group32", "binary/tensor", "ternary/group32"})
  void schemes_that_are_not_binary_in_rows_are_refused(String scheme) {
    LinearLayer layer = HeavyTails.layer(4, 32, scheme, 1);
    assertThatThrownBy(() -> solver().solve(layer, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("by pb_llm (expected binary per group");
  }
}
