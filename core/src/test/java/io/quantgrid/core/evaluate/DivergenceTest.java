package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class DivergenceTest {
  /** Float32 log-probabilities of a distribution over a few dozen tokens. */
  private static final double ROUNDING = 1e-5;

  @Test
  void with_all_tokens_it_is_the_full_divergence() {
    float[] p = logs(0.5, 0.3, 0.2);
    float[] q = logs(0.2, 0.3, 0.5);
    double expected = 0.5 * Math.log(0.5 / 0.2) + 0.2 * Math.log(0.2 / 0.5);
    assertThat(Divergence.kl(p, 0, q, 0, 3)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void tokens_that_are_not_stored_share_one_bucket() {
    float[] p = logs(0.5, 0.3);
    float[] q = logs(0.2, 0.3);
    double expected = 0.5 * Math.log(0.5 / 0.2) + 0.2 * Math.log(0.2 / 0.5);
    assertThat(Divergence.kl(p, 0, q, 0, 2)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void it_is_a_lower_bound_at_every_k() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      float[] p = distribution(random, 40);
      float[] q = distribution(random, 40);
      double full = Divergence.kl(p, 0, q, 0, 40);
      for (int k = 1; k < 40; k += 3) {
        assertThat(Divergence.kl(p, 0, q, 0, k)).isBetween(0.0, full + ROUNDING);
      }
    }
  }

  @Test
  void impossible_tokens_and_rounded_sums_stay_finite() {
    float[] sure = {0, Float.NEGATIVE_INFINITY};
    float[] even = logs(0.5, 0.5);
    assertThat(Divergence.kl(sure, 0, even, 0, 2)).isCloseTo(Math.log(2), within(ROUNDING));
    assertThat(Divergence.kl(sure, 0, sure, 0, 2)).isZero();
    float[] aboveOne = logs(0.6, 0.4000001);
    assertThat(Divergence.kl(aboveOne, 0, aboveOne, 0, 2)).isZero();
  }

  private static float[] distribution(Random random, int n) {
    double[] weights = random.doubles(n).map(x -> Math.exp(8 * x)).toArray();
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    float[] logs = new float[n];
    for (int i = 0; i < n; i++) {
      logs[i] = (float) Math.log(weights[i] / sum);
    }
    return logs;
  }

  private static float[] logs(double... probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }
}
