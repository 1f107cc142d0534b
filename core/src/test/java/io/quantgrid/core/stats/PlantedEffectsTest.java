package io.quantgrid.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

/**
 * Data of known effect, drawn again and again: how often a test calls it must lie where 99.9 % of
 * such counts do.
 */
class PlantedEffectsTest {
  private static final int REPETITIONS = 1000;
  private static final double TAIL = 0.0005;
  private static final double ACCURACY = 0.7;
  private static final double DISCORDANCE = 0.05;

  /** The power of the discrete exact test goes up and down by as much around its formula. */
  private static final double OF_DISCRETE = 0.01;

  private static int most(double chance) {
    return new BinomialDistribution(null, REPETITIONS, chance)
        .inverseCumulativeProbability(1 - TAIL);
  }

  private static int fewest(double chance) {
    return new BinomialDistribution(null, REPETITIONS, chance).inverseCumulativeProbability(TAIL);
  }

  /** Items of which a share is discordant, lost more often than gained by as much as the loss. */
  private static PairCounts draw(long pairs, double loss, Random random) {
    long discordant = PairCounts.binomial(pairs, DISCORDANCE, random.nextDouble());
    double share = (DISCORDANCE + loss) / (2 * DISCORDANCE);
    long lost = PairCounts.binomial(discordant, share, random.nextDouble());
    long right = PairCounts.binomial(pairs - discordant, ACCURACY, random.nextDouble());
    return new PairCounts(right, lost, discordant - lost, pairs - discordant - right);
  }

  private static int called(long pairs, double loss, Random random) {
    int called = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      PairCounts drawn = draw(pairs, loss, random);
      called += new McNemar(drawn.lost(), drawn.gained()).pValue() < McNemarPower.LEVEL ? 1 : 0;
    }
    return called;
  }

  @Test
  void a_loss_of_one_percent_is_found_as_often_as_stated() {
    double loss = 0.01 * ACCURACY;
    long pairs = McNemarPower.pairsNeeded(DISCORDANCE, loss);
    assertThat(called(pairs, loss, new Random(1)))
        .isBetween(
            fewest(McNemarPower.POWER - OF_DISCRETE), most(McNemarPower.POWER + OF_DISCRETE));
    assertThat(called(pairs / 2, loss, new Random(2))).isLessThan(fewest(McNemarPower.POWER));
  }

  @Test
  void no_loss_is_called_no_more_often_than_the_level() {
    assertThat(called(8000, 0, new Random(3))).isLessThanOrEqualTo(most(McNemarPower.LEVEL));
    assertThat(called(100, 0, new Random(4))).isLessThanOrEqualTo(most(McNemarPower.LEVEL));
  }

  @Test
  void over_a_grid_without_effect_holm_calls_any_no_more_often_than_the_level() {
    Random random = new Random(5);
    int called = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      double[] pValues = new double[40];
      for (int cell = 0; cell < pValues.length; cell++) {
        PairCounts drawn = draw(2000, 0, random);
        pValues[cell] = new McNemar(drawn.lost(), drawn.gained()).pValue();
      }
      boolean any = false;
      for (double adjusted : Holm.adjusted(pValues)) {
        any |= adjusted < McNemarPower.LEVEL;
      }
      called += any ? 1 : 0;
    }
    assertThat(called).isLessThanOrEqualTo(most(McNemarPower.LEVEL));
  }

  private static int calledOfMeans(long pairs, double loss, Random random) {
    int called = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      double[] differences = new double[(int) pairs];
      for (int k = 0; k < differences.length; k++) {
        differences[k] = random.nextGaussian() * 0.1 - loss;
      }
      called += PairedMoments.of(differences).pValue() < McNemarPower.LEVEL ? 1 : 0;
    }
    return called;
  }

  @Test
  void a_lower_mean_is_found_as_often_as_stated_and_an_equal_one_at_the_level() {
    double loss = 0.01 * ACCURACY;
    long pairs = PairedTPower.pairsNeeded(loss / 0.1);
    assertThat(calledOfMeans(pairs, loss, new Random(6)))
        .isBetween(fewest(McNemarPower.POWER), most(McNemarPower.POWER));
    assertThat(calledOfMeans(pairs, 0, new Random(7)))
        .isBetween(fewest(McNemarPower.LEVEL), most(McNemarPower.LEVEL));
  }

  /** Of 300 repetitions, since each is a bootstrap. */
  @Test
  void intervals_hold_the_planted_difference_as_often_as_stated() {
    Random random = new Random(8);
    int repetitions = 300;
    double loss = 0.01 * ACCURACY;
    int held = 0;
    for (int i = 0; i < repetitions; i++) {
      PairCounts drawn = draw(2000, loss, random);
      double[][] draws = drawn.drawn(new Resampling(i, "task"));
      double[] differences = new double[Resampling.REPLICATES];
      for (int k = 0; k < differences.length; k++) {
        differences[k] = (draws[2][k] - draws[1][k]) / drawn.pairs();
      }
      Interval interval = Interval.ofDraws(differences);
      held += interval.low() <= -loss && interval.high() >= -loss ? 1 : 0;
    }
    // percentile intervals of counts this large are about exact; 0.94 for the rest
    assertThat(held)
        .isBetween(
            new BinomialDistribution(null, repetitions, 0.94).inverseCumulativeProbability(TAIL),
            repetitions - 1);
  }
}
