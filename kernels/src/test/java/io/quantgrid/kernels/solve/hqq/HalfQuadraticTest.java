package io.quantgrid.kernels.solve.hqq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.HeavyTails;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HalfQuadraticTest extends SolverContractTest {
  private static final double NORM = 0.7;

  /** Zero points are stored in float16, eleven bits: by so much of itself one may be off. */
  private static final float HALF_PRECISION = 0x1p-11f;

  @Override
  protected Solver solver() {
    return HalfQuadratic.defaults();
  }

  @Override
  protected Claims claims() {
    return Claims.ofWeights();
  }

  @Override
  protected Scheme scheme() {
    return SchemeParser.parse("int4/group32/asym");
  }

  private static double norm(LinearLayer layer, float[] quantized, double p) {
    double sum = 0;
    for (int i = 0; i < quantized.length; i++) {
      sum += Math.pow(Math.abs((double) layer.weights()[i] - quantized[i]), p);
    }
    return sum / quantized.length;
  }

  /** What the article claims: a better fit of heavy-tailed weights, without calibration. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "int4/group64/asym",
        "int3/group64/asym",
        "int2/group64/asym",
        "int4/channel/asym"
      })
  void weight_errors_are_below_those_of_rounding_to_nearest(String scheme) {
    for (long seed = 0; seed < 3; seed++) {
      LinearLayer layer = HeavyTails.layer(64, 256, scheme, seed);
      QuantizedMatrix nearest =
          RoundToNearest.quantize(layer.weights(), 64, 256, layer.scheme(), layer.arithmetic());
      Solution solution = HalfQuadratic.defaults().solve(layer, engine);
      float[] values = solution.weight().dequantize();
      assertThat(norm(layer, values, NORM)).isLessThan(norm(layer, nearest.dequantize(), NORM));
      assertThat(norm(layer, values, 1)).isLessThan(norm(layer, nearest.dequantize(), 1));
      assertThat(solution.notes().get("error_fall")).isPositive();
    }
  }

  @Test
  void no_group_is_worse_than_with_the_zero_point_of_its_range() {
    LinearLayer layer = HeavyTails.layer(32, 128, "int3/group32/asym", 7);
    float[] start = new HalfQuadratic(NORM, 10, 1.01, 0).solve(layer, engine).weight().dequantize();
    float[] found = HalfQuadratic.defaults().solve(layer, engine).weight().dequantize();
    for (int from = 0; from < start.length; from += 32) {
      double before = 0;
      double after = 0;
      for (int i = from; i < from + 32; i++) {
        before += Math.pow(Math.abs((double) layer.weights()[i] - start[i]), NORM);
        after += Math.pow(Math.abs((double) layer.weights()[i] - found[i]), NORM);
      }
      assertThat(after).isLessThanOrEqualTo(before * 1.00001); // float32 values, double search
    }
  }

  @Test
  void groups_far_from_zero_keep_their_range() {
    float[] weights = {5, 5.1f, 5.2f, 5.3f, -3, -3, -3, -3};
    LinearLayer layer = HeavyTails.with(HeavyTails.layer(1, 8, "int4/group4/asym", 0), weights);
    float[] values = HalfQuadratic.defaults().solve(layer, engine).weight().dequantize();
    for (int i = 0; i < 4; i++) {
      // Steps of 0.02, and a zero point of 250 steps that is off by 0.06 of one.
      assertThat(values[i]).isBetween(weights[i] - 0.015f, weights[i] + 0.015f);
    }
    for (int i = 4; i < 8; i++) {
      float off = 3 * HALF_PRECISION; // the scale, in float16
      assertThat(values[i]).isBetween(-3 - off, -3 + off);
    }
  }

  @Test
  void zero_points_take_sixteen_bits_each() {
    LinearLayer layer = HeavyTails.layer(64, 256, "int4/group64/asym", 1);
    long bits = HalfQuadratic.defaults().solve(layer, engine).weight().storedBits();
    assertThat(HeavyTails.bitsPerWeight(layer, bits)).isEqualTo(4 + (16 + 16) / 64.0);
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 1, 1", "1.1, 10, 1, 1", "0.7, 0, 1, 1", "0.7, 1, 0.9, 1", "0.7, 1, 1, -1"})
  void parameters_out_of_range_are_refused(double norm, double penalty, double growth, int steps) {
    assertThatThrownBy(() -> new HalfQuadratic(norm, penalty, growth, steps))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot set hqq's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4/group32", "fp4_e2m1/group32", "int4/tensor/asym"})
  void schemes_without_zero_points_in_rows_are_refused(String scheme) {
    LinearLayer layer = HeavyTails.layer(4, 32, scheme, 1);
    assertThatThrownBy(() -> solver().solve(layer, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot quantize layer to " + layer.scheme() + " by hqq");
  }
}
