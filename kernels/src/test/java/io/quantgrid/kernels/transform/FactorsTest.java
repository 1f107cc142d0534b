package io.quantgrid.kernels.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactorsTest {
  /** Rounding in float32. */
  private static final float ROUNDING = 1e-6f;

  private static float[] positive(long seed) {
    Random random = new Random(seed);
    float[] out = new float[64];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.exp(3 * random.nextGaussian());
    }
    return out;
  }

  @Test
  void at_one_half_inputs_and_weights_become_equal() {
    float[] inputs = positive(1);
    float[] weights = positive(2);
    float[] factors = Factors.balance(inputs, weights, 0.5);
    for (int j = 0; j < factors.length; j++) {
      float input = inputs[j] / factors[j];
      assertThat(weights[j] * factors[j] / input).isEqualTo(1, offset(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, 1})
  void the_difficulty_is_split_as_alpha_says(double alpha) {
    float[] factors = Factors.balance(new float[] {16}, new float[] {0.25f}, alpha);
    double expected = Math.pow(16, alpha) / Math.pow(0.25, 1 - alpha);
    assertThat((double) factors[0]).isEqualTo(expected, offset(1e-5));
  }

  @Test
  void channels_of_which_nothing_is_known_stay_and_others_are_kept_in_bounds() {
    float[] inputs = {0, 1, 0, 1e-20f, 1e20f};
    float[] weights = {1, 0, 0, 1, 1};
    assertThat(Factors.balance(inputs, weights, 0.5)).containsExactly(1, 1, 1, 1e-5f, 1e5f);
  }

  @Test
  void candidates_are_centered() {
    for (int i = 0; i <= 20; i++) {
      for (float[] s :
          new float[][] {
            Factors.awq(positive(3), i / 20.0), Factors.awqDuo(positive(3), positive(4), i / 20.0)
          }) {
        float low = Float.MAX_VALUE;
        float high = 0;
        for (float factor : s) {
          low = Math.min(low, factor);
          high = Math.max(high, factor);
        }
        assertThat(low * high).isEqualTo(1, offset(1e-4f));
      }
    }
  }

  @Test
  void ends_of_the_search_look_at_one_side_alone() {
    float[] none = Factors.awq(positive(5), 0);
    assertThat(none).containsOnly(1);
    float[] inputs = Factors.awqDuo(positive(5), positive(6), 1);
    float[] alone = Factors.awq(positive(5), 1);
    for (int j = 0; j < alone.length; j++) {
      // Weights to the power of 0 leave 1.0001 below every factor, which centering takes out but
      // for factors at their bound.
      assertThat(inputs[j] / alone[j]).isEqualTo(1, offset(1e-3f));
    }
    float[] weights = Factors.awqDuo(new float[] {5, 70}, new float[] {0.25f, 1}, 0);
    assertThat(weights[0] / weights[1]).isEqualTo(1.0001f / 0.2501f, offset(1e-4f));
    assertThat(weights[0] * weights[1]).isEqualTo(1, offset(ROUNDING));
  }
}
