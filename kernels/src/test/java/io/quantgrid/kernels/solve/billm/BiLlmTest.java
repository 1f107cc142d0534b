package io.quantgrid.kernels.solve.billm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.form.BinaryPlanes;
import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.HeavyTails;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.solve.gptq.Gptq;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BiLlmTest extends SolverContractTest {
  @Override
  protected Solver solver() {
    return BiLlm.defaults();
  }

  @Override
  protected Claims claims() {
    return Claims.ofSecondMoments();
  }

  @Override
  protected Scheme scheme() {
    return SchemeParser.parse("binary/group32");
  }

  /** The paper's claim: far better outputs than other one-bit weights, GPTQ's among them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void output_errors_are_far_below_those_of_one_bit(long seed) {
    LinearLayer layer = HeavyTails.layer(128, 256, "binary/group128", seed);
    Solution solution = solver().solve(layer, engine);
    double error = HeavyTails.outputError(layer, solution.weight().dequantize());
    float[] gptq = Gptq.defaults().solve(layer, engine).weight().dequantize();
    assertThat(error).isLessThan(HeavyTails.nearestError(layer, "binary/group128") / 4);
    assertThat(error).isLessThan(HeavyTails.outputError(layer, gptq) / 2);
  }

  /** Bits counted fairly, too: two bits to nearest take more and lose. */
  @Test
  void outputs_are_better_than_of_two_bits_rounded_to_nearest() {
    LinearLayer layer = HeavyTails.layer(128, 256, "binary/group128", 4);
    Solution solution = solver().solve(layer, engine);
    double bits = HeavyTails.bitsPerWeight(layer, solution.weight().storedBits());
    assertThat(bits).isLessThan(HeavyTails.nearestBits(layer, "int2/group32/asym"));
    double error = HeavyTails.outputError(layer, solution.weight().dequantize());
    assertThat(error).isLessThan(HeavyTails.nearestError(layer, "int2/group32/asym"));
  }

  @Test
  void both_counts_of_bits_are_told() {
    LinearLayer layer = HeavyTails.layer(128, 256, "binary/group128", 1);
    Solution solution = solver().solve(layer, engine);
    double share = solution.notes().get("salient_share");
    assertThat(share).isBetween(0.0, 50 / 128.0);
    assertThat(solution.notes().get("paper_bits")).isEqualTo(1 + share);
    // Signs, then residual signs or membership; four scales of 16 bits in 128 columns.
    double stored = 1 + 1 + 4 * 16 / 128.0 + 1.0 / 128;
    double bits = HeavyTails.bitsPerWeight(layer, solution.weight().storedBits());
    assertThat(bits).isCloseTo(stored, within(1e-3));
  }

  @Test
  void a_few_strong_columns_are_salient() {
    LinearLayer layer = HeavyTails.layer(64, 128, "binary/group128", 5);
    float[] weights = layer.weights().clone();
    for (int row = 0; row < 64; row++) {
      weights[row * 128 + 17] *= 30;
      weights[row * 128 + 90] *= 30;
    }
    BinaryPlanes planes =
        (BinaryPlanes) solver().solve(HeavyTails.with(layer, weights), engine).weight();
    assertThat(planes.salient().get(17)).isTrue();
    assertThat(planes.salient().get(90)).isTrue();
  }

  @Test
  void the_break_point_is_the_best_of_all() {
    float[] row = {0.1f, -0.2f, 0.15f, 1.5f, -1.1f, 0.12f, 0.9f, -0.05f};
    PlaneRounding rounding = new PlaneRounding("row", 1, 8, 8, new BitSet(), Float32.TYPE);
    float[][] current = new float[8][1];
    IntStream.range(0, 8).forEach(i -> current[i][0] = row[i]);
    rounding.begin(0, 8, 0, 1, current);
    float[] value = new float[1];
    double error = 0;
    for (int i = 0; i < 8; i++) {
      rounding.round(i, 0, 1, current[i], value);
      error += Math.pow(value[0] - row[i], 2);
    }
    assertThat(error).isCloseTo(leastOfAllSplits(row), within(1e-6));
    FormRoundTrip.check(rounding.planes());
  }

  private static double leastOfAllSplits(float[] row) {
    double least = Double.MAX_VALUE;
    for (int set = 0; set < 1 << row.length; set++) {
      double error = 0;
      for (int side = 0; side < 2; side++) {
        int chosen = side == 0 ? set : ~set;
        double[] magnitudes =
            IntStream.range(0, row.length)
                .filter(i -> (chosen >> i & 1) == 1)
                .mapToDouble(i -> Math.abs(row[i]))
                .toArray();
        double mean = Arrays.stream(magnitudes).average().orElse(0);
        error += Arrays.stream(magnitudes).map(m -> (m - mean) * (m - mean)).sum();
      }
      least = Math.min(least, error);
    }
    return least;
  }

  @Test
  void reading_the_arrays_gives_the_form() {
    LinearLayer layer = HeavyTails.layer(20, 70, "binary/group35", 1);
    Solution solution = solver().solve(layer, engine);
    FormRoundTrip.check(solution.weight());
  }

  @ParameterizedTest
  @CsvSource({"-1, 0.01", "50, 0", "50, NaN"})
  void parameters_out_of_range_are_refused(int most, double damping) {
    assertThatThrownBy(() -> new BiLlm(most, damping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot set billm's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int2/group32", "binary/tensor", "ternary/group32"})
  void schemes_that_are_not_binary_in_rows_are_refused(String scheme) {
    LinearLayer layer = HeavyTails.layer(4, 32, scheme, 1);
    assertThatThrownBy(() -> solver().solve(layer, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("by billm (expected binary per group");
  }
}
