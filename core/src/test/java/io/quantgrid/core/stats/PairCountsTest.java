package io.quantgrid.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairCountsTest {
  private static final int GRID = 20_000;

  /** Equally spaced uniforms meet each probability within a step at either end. */
  private static final double STEPS = 2.5 / GRID;

  @ParameterizedTest
  @CsvSource({"1, 0.5", "10, 0.01", "10, 0.99", "50, 0.3", "1000, 0.999", "7, 0.125"})
  void binomial_draws_have_the_probabilities_of_the_distribution(int trials, double share) {
    int[] seen = new int[trials + 1];
    for (int i = 0; i < GRID; i++) {
      seen[(int) PairCounts.binomial(trials, share, (i + 0.5) / GRID)]++;
    }
    BinomialDistribution distribution = new BinomialDistribution(null, trials, share);
    for (int k = 0; k <= trials; k++) {
      assertThat((double) seen[k] / GRID)
          .describedAs("%d", k)
          .isCloseTo(distribution.probability(k), within(STEPS));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.01", "1", "3.5", "400"})
  void poisson_draws_have_the_probabilities_of_the_distribution(double mean) {
    int[] seen = new int[1000];
    for (int i = 0; i < GRID; i++) {
      seen[(int) PairCounts.poisson(mean, (i + 0.5) / GRID)]++;
    }
    PoissonDistribution distribution = new PoissonDistribution(null, mean, 1e-12, 10_000);
    for (int k = 0; k < seen.length; k++) {
      assertThat((double) seen[k] / GRID)
          .describedAs("%d", k)
          .isCloseTo(distribution.probability(k), within(STEPS));
    }
  }

  @Test
  void extreme_uniforms_end() {
    assertThat(PairCounts.binomial(2_000_000_000L, 0.3, Math.nextDown(1.0)))
        .isBetween(0L, 2_000_000_000L);
    assertThat(PairCounts.binomial(10, 0, 0.5)).isZero();
    assertThat(PairCounts.binomial(10, 1, 0.5)).isEqualTo(10);
    assertThat(PairCounts.poisson(5, Math.nextDown(1.0))).isNotNegative();
    assertThat(PairCounts.poisson(0, 0.5)).isZero();
  }

  @Test
  void draws_have_as_many_items_and_the_moments_of_the_multinomial() {
    PairCounts counts = new PairCounts(600, 80, 20, 300);
    double[][] drawn = counts.drawn(new Resampling(1, "task"));
    for (int i = 0; i <= Resampling.REPLICATES; i++) {
      assertThat(drawn[0][i] + drawn[1][i] + drawn[2][i] + drawn[3][i]).isEqualTo(1000);
    }
    double[] expected = {600, 80, 20, 300};
    for (int kind = 0; kind < expected.length; kind++) {
      double[] draws = Arrays.copyOf(drawn[kind], Resampling.REPLICATES);
      double deviation = Math.sqrt(expected[kind] * (1 - expected[kind] / 1000));
      assertThat(drawn[kind][Resampling.ITSELF]).isEqualTo(expected[kind]);
      assertThat(StatUtils.mean(draws)).isCloseTo(expected[kind], within(0.13 * deviation));
      assertThat(Math.sqrt(StatUtils.variance(draws)) / deviation).isBetween(0.9, 1.1);
    }
  }

  @Test
  void weights_of_items_are_poisson_and_depend_on_seed_task_and_document_alone() {
    Resampling resampling = new Resampling(5, "task");
    double[] seen = new double[16];
    for (long document = 0; document < 100; document++) {
      resampling.at(document);
      double[] weights = resampling.weights();
      for (int i = 0; i < Resampling.REPLICATES; i++) {
        seen[(int) weights[i]] += 1e-5;
      }
    }
    double probability = Math.exp(-1);
    for (int k = 0; k < seen.length; k++) {
      assertThat(seen[k]).isCloseTo(probability, within(0.006)); // 4 standard errors
      probability /= k + 1;
    }
    resampling.at(41);
    double[] first = resampling.weights().clone();
    resampling.at(3);
    resampling.at(41);
    assertThat(resampling.weights()).isEqualTo(first);
    Resampling other = new Resampling(5, "another");
    other.at(41);
    assertThat(other.weights()).isNotEqualTo(first);
    Resampling seed = new Resampling(6, "task");
    seed.at(41);
    assertThat(seed.weights()).isNotEqualTo(first);
  }
}
