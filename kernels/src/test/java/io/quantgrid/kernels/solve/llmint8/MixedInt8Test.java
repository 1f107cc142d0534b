package io.quantgrid.kernels.solve.llmint8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.HeavyTails;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // scopes are there to be closed
final class MixedInt8Test {
  private static final int TOKENS = 40;
  private static final int COLUMNS = 96;

  /** Rounding in float32 where a value lies between two codes. */
  private static final float HALF_STEP = 0.50001f;

  private final Engine engine = Engines.named("torch");
  private final MixedInt8 mixed = MixedInt8.defaults();

  private float[] apply(float[] x, int tokens, int columns) {
    try (Scope scope = engine.scope()) {
      return positiveZeros(engine.toFloats(mixed.apply(engine, engine.floats(x, tokens, columns))));
    }
  }

  /** Adds 0, which turns -0 to 0 and changes nothing else. */
  private static float[] positiveZeros(float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] += 0;
    }
    return x;
  }

  private float[] reference(float[] x, int tokens, int columns) {
    return positiveZeros(mixed.reference(x, tokens, columns));
  }

  @Test
  void the_engine_gives_what_plain_arithmetic_gives() {
    float[] x = HeavyTails.inputs(TOKENS, COLUMNS, 5);
    assertThat(mixed.outlierShare(x)).isBetween(0.005, 0.2);
    assertThat(apply(x, TOKENS, COLUMNS)).isEqualTo(reference(x, TOKENS, COLUMNS));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void types_of_sixteen_bits_are_computed_in_float32_and_rounded_once(DType dtype) {
    try (Scope scope = engine.scope()) {
      float[] inputs = HeavyTails.inputs(TOKENS, COLUMNS, 6);
      Tensor x = engine.cast(engine.floats(inputs, TOKENS, COLUMNS), dtype);
      float[] expected = reference(engine.toFloats(x), TOKENS, COLUMNS);
      Tensor rounded = engine.cast(engine.floats(expected, TOKENS, COLUMNS), dtype);
      Tensor actual = mixed.apply(engine, x);
      assertThat(actual.dtype()).isEqualTo(dtype);
      assertThat(positiveZeros(engine.toFloats(actual))).isEqualTo(engine.toFloats(rounded));
    }
  }

  @Test
  void magnitudes_of_the_threshold_and_more_are_kept_and_stretch_no_scale() {
    float below = Math.nextDown(6f);
    float[] x = {6, -6, 1e30f, -7.123456f, 1, -0.5f, below, 0};
    float[] out = apply(x, 1, 8);
    assertThat(out).isEqualTo(reference(x, 1, 8));
    assertThat(Arrays.copyOf(out, 4)).containsExactly(6, -6, 1e30f, -7.123456f);
    for (int i = 4; i < 8; i++) {
      assertThat(Math.abs(out[i] - x[i])).isLessThanOrEqualTo(below / 127 * HALF_STEP);
    }
  }

  @Test
  void no_token_depends_on_another() {
    float[] x = HeavyTails.inputs(TOKENS, COLUMNS, 7);
    float[] whole = apply(x, TOKENS, COLUMNS);
    for (int token = 0; token < TOKENS; token++) {
      float[] one = Arrays.copyOfRange(x, token * COLUMNS, (token + 1) * COLUMNS);
      assertThat(apply(one, 1, COLUMNS))
          .isEqualTo(Arrays.copyOfRange(whole, token * COLUMNS, (token + 1) * COLUMNS));
    }
  }

  /** The paper's claim: where activations have outliers, plain int8 loses and the mixture not. */
  @Test
  void errors_are_far_below_those_of_int8_per_token() {
    float[] x = HeavyTails.inputs(TOKENS, COLUMNS, 8);
    float[] plain =
        RoundTrip.apply(x, TOKENS, COLUMNS, SchemeParser.parse("int8/token/narrow"), Float32.TYPE);
    assertThat(error(x, apply(x, TOKENS, COLUMNS))).isLessThan(error(x, plain) / 2);
  }

  @Test
  void infinities_are_outliers_and_zeros_stay() {
    assertThat(apply(new float[] {Float.NEGATIVE_INFINITY, 0, 0}, 1, 3))
        .containsExactly(Float.NEGATIVE_INFINITY, 0, 0);
    assertThat(apply(new float[6], 2, 3)).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -6, Float.NaN, Float.POSITIVE_INFINITY})
  void thresholds_out_of_range_are_refused(float threshold) {
    assertThatThrownBy(() -> new MixedInt8(threshold))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threshold");
  }

  private static double error(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.pow((double) x[i] - y[i], 2);
    }
    return sum;
  }
}
