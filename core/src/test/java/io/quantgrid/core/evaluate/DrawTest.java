package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {
  private static final long SEED = 1234;

  /** Double arithmetic in another order. */
  private static final double ORDER = 1e-12;

  /** Five standard deviations of a share of 40000 draws, at most. */
  private static final double SHARE = 5 * Math.sqrt(0.25 / 40_000);

  private static float[] logits(int size, int seed) {
    Random random = new Random(seed);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      logits[i] = (float) (3 * random.nextGaussian());
    }
    return logits;
  }

  private static double[] probabilities(float[] logits, Sampling sampling) {
    double[] weights = Draw.weights(logits, 0, logits.length, sampling);
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** As the definitions read: sort, cut, normalize. */
  private static double[] byDefinition(float[] logits, Sampling sampling) {
    Integer[] order = IntStream.range(0, logits.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparing(i -> -logits[i]));
    int kept = sampling.topK() == 0 ? logits.length : Math.min(logits.length, sampling.topK());
    double[] out = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < kept; i++) {
      out[order[i]] = Math.exp(logits[order[i]] / sampling.temperature());
      sum += out[order[i]];
    }
    double mass = 0;
    double left = 0;
    for (int i = 0; i < kept; i++) {
      if (mass >= sampling.topP() * sum && sampling.topP() < 1) {
        out[order[i]] = 0;
      }
      mass += out[order[i]];
      left += out[order[i]];
    }
    double all = left;
    return Arrays.stream(out).map(weight -> weight / all).toArray();
  }

  @Test
  void what_is_kept_and_how_likely_it_is_follows_the_definitions() {
    for (int seed = 0; seed < 40; seed++) {
      float[] logits = logits(1 + seed * 7, seed);
      for (double temperature : new double[] {0.2, 1, 1.7}) {
        for (double topP : new double[] {1e-9, 0.5, 0.95, 1}) {
          for (int topK : new int[] {0, 1, 2, 5, 50, 1000}) {
            Sampling sampling = new Sampling(temperature, topP, topK, SEED);
            assertThat(probabilities(logits, sampling))
                .containsExactly(byDefinition(logits, sampling), within(ORDER));
          }
        }
      }
    }
  }

  @Test
  void tokens_are_drawn_as_often_as_they_are_likely() {
    float[] logits = logits(12, 3);
    Sampling sampling = new Sampling(0.8, 0.9, 6, SEED);
    double[] drawn = new double[12];
    for (int i = 0; i < 40_000; i++) {
      drawn[Draw.token(logits, 0, 12, sampling, Philox.uniform(SEED, i, 0, 0))] += 1 / 40_000.0;
    }
    assertThat(drawn).containsExactly(probabilities(logits, sampling), within(SHARE));
  }

  @Test
  void the_ends_of_the_line_are_the_first_and_the_last_token_that_are_kept() {
    float[] logits = {Float.NEGATIVE_INFINITY, 1, 2, 1.5f, -40};
    Sampling sampling = new Sampling(1, 1, 3, SEED);
    assertThat(Draw.token(logits, 0, 5, sampling, 0)).isEqualTo(1);
    assertThat(Draw.token(logits, 0, 5, sampling, Math.nextDown(1.0))).isEqualTo(3);
    assertThat(Draw.token(new float[] {9, 9, 0, 5}, 2, 2, sampling, 0.5)).isEqualTo(1);
  }

  @Test
  void logits_that_are_alike_at_the_border_stay_together() {
    double[] weights = Draw.weights(new float[] {1, 2, 1, 0}, 0, 4, new Sampling(1, 1, 2, SEED));
    assertThat(weights[0]).isEqualTo(weights[2]).isPositive();
    assertThat(weights[3]).isZero();
  }

  @Test
  void a_little_rounding_seldom_changes_a_draw() {
    Random random = new Random(4);
    int changed = 0;
    for (int i = 0; i < 2000; i++) {
      float[] logits = logits(50, i);
      float[] rounded = logits.clone();
      for (int j = 0; j < 50; j++) {
        rounded[j] += (float) (1e-6 * random.nextGaussian());
      }
      Sampling sampling = new Sampling(0.7, 0.9, 20, SEED);
      double uniform = Philox.uniform(SEED, i, 0, 0);
      changed +=
          Draw.token(logits, 0, 50, sampling, uniform)
                  == Draw.token(rounded, 0, 50, sampling, uniform)
              ? 0
              : 1;
    }
    assertThat(changed).isLessThanOrEqualTo(1);
  }

  @Test
  void what_cannot_be_sampled_with_is_refused() {
    assertThatThrownBy(() -> new Sampling(-1, 1, 0, SEED))
        .hasMessage("Cannot sample at temperature -1.0 (expected 0 or more)");
    assertThatThrownBy(() -> new Sampling(1, 0, 0, SEED))
        .hasMessage("Cannot sample with top_p 0.0 (expected above 0 and at most 1)");
    assertThatThrownBy(() -> new Sampling(1, 1, -1, SEED))
        .hasMessage("Cannot sample with top_k -1 (expected 0 or more)");
  }
}
