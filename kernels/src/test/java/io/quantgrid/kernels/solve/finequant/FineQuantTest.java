package io.quantgrid.kernels.solve.finequant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.form.MixedGroups;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.solve.HeavyTails;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FineQuantTest extends SolverContractTest {
  @Override
  protected Solver solver() {
    return FineQuant.defaults();
  }

  @Override
  protected Claims claims() {
    return new Claims(Calibration.UNUSED, Damping.NONE, Outputs.AT_MOST_NEAREST);
  }

  /** Normal weights of spread 0.02 with strong columns in the second block of 128. */
  private static LinearLayer strongColumns(String scheme) {
    LinearLayer layer = HeavyTails.layer(32, 384, scheme, 3);
    SplittableRandom random = new SplittableRandom(3);
    float[] weights = new float[32 * 384];
    for (int i = 0; i < weights.length; i++) {
      boolean strong = i % 384 == 130 || i % 384 == 200;
      weights[i] = (float) (random.nextGaussian() * (strong ? 0.4 : 0.02));
    }
    return HeavyTails.with(layer, weights);
  }

  private static List<Integer> sizes(Solution solution) {
    List<QuantizedMatrix> blocks = ((MixedGroups) solution.weight()).blocks();
    return blocks.stream().map(QuantizedMatrix::groupSize).toList();
  }

  @Test
  void only_blocks_with_outliers_are_grouped_finely() {
    Solution solution = solver().solve(strongColumns("int4/group128"), engine);
    assertThat(sizes(solution)).containsExactly(128, 16, 128);
    assertThat(solution.notes().get("mean_group")).isEqualTo((128 + 16 + 128) / 3.0);
  }

  /** The article's claim: near the quality of fine groups, at the cost of coarse ones. */
  @Test
  void outputs_are_better_than_of_equal_groups_of_more_bits() {
    LinearLayer layer = strongColumns("int4/group128");
    Solution solution = solver().solve(layer, engine);
    double bits = HeavyTails.bitsPerWeight(layer, solution.weight().storedBits());
    assertThat(bits).isLessThan(HeavyTails.nearestBits(layer, "int4/group32"));
    double error = HeavyTails.outputError(layer, solution.weight().dequantize());
    assertThat(error).isLessThan(HeavyTails.nearestError(layer, "int4/group32"));
  }

  @Test
  void alpha_of_one_leaves_the_groups_of_the_scheme_and_zero_halves_to_the_smallest() {
    LinearLayer layer = strongColumns("int4/group128");
    Solution coarse = new FineQuant(1, 16).solve(layer, engine);
    assertThat(sizes(coarse)).containsExactly(128, 128, 128);
    double error = HeavyTails.outputError(layer, coarse.weight().dequantize());
    assertThat(error).isEqualTo(HeavyTails.nearestError(layer, "int4/group128"));
    assertThat(sizes(new FineQuant(0, 32).solve(layer, engine))).containsExactly(32, 32, 32);
  }

  @Test
  void channels_are_one_block() {
    assertThat(sizes(solver().solve(strongColumns("int4/channel/asym"), engine))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 16", "1.1, 16", "0.2, 0", "NaN, 16"})
  void parameters_out_of_range_are_refused(double alpha, int smallest) {
    assertThatThrownBy(() -> new FineQuant(alpha, smallest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot set finequant's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4/tensor", "int4/block16x16", "fp4_e2m1/group16/scale-fp8_e4m3"})
  void schemes_that_cannot_be_halved_are_refused(String scheme) {
    LinearLayer layer = HeavyTails.layer(4, 32, scheme, 1);
    assertThatThrownBy(() -> solver().solve(layer, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("by finequant (expected");
  }
}
