package io.quantgrid.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against scipy and statsmodels; see make_goldens.py. */
class GoldensTest {
  /** Both sides compute in double, by other series. */
  private static final double ROUNDING = 1e-9;

  /** Of small probabilities, relative. */
  private static final double RELATIVE = 1e-7;

  /** scipy's noncentral t distribution is no more exact than this where power is near 1. */
  private static final double POWER_ROUNDING = 1e-7;

  /** The normal form of an exact test of discrete outcomes, whose power goes up and down. */
  private static final double OF_DISCRETE = 0.03;

  /** Below 100 discordant items, where the formula is too careful. */
  private static final double OF_FEW = 0.1;

  /**
   * A percentile at 2.5 % of 1,000 draws has a standard error of about 0.085 standard deviations of
   * the figure, of 20,000 about 0.02; of 120 bounds the farthest are 3 to 4 of them off.
   */
  private static final double MONTE_CARLO = 0.35;

  private static final MetricSpec MEAN = new MetricSpec("acc", "none", "mean", "none", true, true);

  private static JsonNode goldens;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file = GoldensTest.class.getResourceAsStream("/stats/statistics.json")) {
      goldens = JsonMapper.builder().build().readTree(file);
    }
  }

  private static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size())
        .mapToDouble(i -> array.get(i).isNull() ? Double.NaN : array.get(i).doubleValue())
        .toArray();
  }

  @Test
  void mcnemar_is_that_of_statsmodels() {
    for (JsonNode golden : goldens.get("mcnemar")) {
      double p = golden.get("p").doubleValue();
      McNemar test = new McNemar(golden.get("lost").longValue(), golden.get("gained").longValue());
      assertThat(test.pValue()).describedAs("%s", test).isCloseTo(p, within(RELATIVE * p));
    }
  }

  @Test
  void holm_is_that_of_statsmodels() {
    for (JsonNode golden : goldens.get("holm")) {
      assertThat(Holm.adjusted(doubles(golden.get("p"))))
          .containsExactly(doubles(golden.get("adjusted")), within(ROUNDING));
    }
  }

  @Test
  void paired_t_is_that_of_scipy() {
    for (JsonNode golden : goldens.get("paired_t")) {
      double[] x = doubles(golden.get("x"));
      double[] y = doubles(golden.get("y"));
      PairedMoments moments =
          PairedMoments.of(IntStream.range(0, x.length).mapToDouble(i -> x[i] - y[i]).toArray());
      assertThat(moments.pValue()).isCloseTo(golden.get("p").doubleValue(), within(ROUNDING));
      assertThat(moments.effect()).isCloseTo(golden.get("effect").doubleValue(), within(ROUNDING));
    }
  }

  @Test
  void correlations_and_intervals_are_those_of_scipy() {
    for (JsonNode golden : goldens.get("correlation")) {
      double[] x = doubles(golden.get("x"));
      double[] y = doubles(golden.get("y"));
      assertSame(Correlation.pearson(x, y), doubles(golden.get("pearson")));
      assertSame(Correlation.spearman(x, y), doubles(golden.get("spearman")));
    }
  }

  private static void assertSame(Correlation found, double[] golden) {
    assertThat(
            new double[] {
              found.value(), found.interval().low(), found.interval().high(), found.pValue()
            })
        .containsExactly(golden, within(ROUNDING));
  }

  @Test
  void agreement_of_ranks_is_friedmans_statistic() {
    for (JsonNode golden : goldens.get("agreement")) {
      double[][] figures =
          IntStream.range(0, golden.get("figures").size())
              .mapToObj(i -> doubles(golden.get("figures").get(i)))
              .toArray(double[][]::new);
      RankAgreement found = RankAgreement.of(figures);
      if (golden.get("w").isNull()) {
        assertThat(found.w()).isNaN();
      } else {
        assertThat(found.w()).isCloseTo(golden.get("w").doubleValue(), within(ROUNDING));
        assertThat(found.pValue()).isCloseTo(golden.get("p").doubleValue(), within(ROUNDING));
      }
    }
  }

  @Test
  void power_of_the_t_test_is_that_of_statsmodels() {
    for (JsonNode golden : goldens.get("paired_t_power")) {
      double effect = golden.get("effect").doubleValue();
      long pairs = golden.get("pairs").longValue();
      double power = golden.get("power").isNull() ? 1 : golden.get("power").doubleValue();
      assertThat(PairedTPower.of(pairs, effect)) // statsmodels has none near 1
          .describedAs("%d pairs, %s", pairs, effect)
          .isCloseTo(power, within(POWER_ROUNDING));
      long needed = PairedTPower.pairsNeeded(effect);
      if (golden.get("needed").isNull()) { // statsmodels found none
        assertThat(PairedTPower.of(needed, effect)).isGreaterThanOrEqualTo(McNemarPower.POWER);
      } else {
        double solved = golden.get("needed").doubleValue();
        assertThat((double) needed)
            .isBetween(
                Math.max(2, solved) - RELATIVE * solved,
                Math.max(2, solved + 1) + RELATIVE * solved);
      }
      double smallest = PairedTPower.smallestEffect(pairs);
      assertThat(PairedTPower.of(pairs, smallest))
          .isCloseTo(McNemarPower.POWER, within(POWER_ROUNDING));
    }
  }

  @Test
  void power_of_mcnemars_test_is_that_of_all_outcomes() {
    for (JsonNode golden : goldens.get("mcnemar_power")) {
      long pairs = golden.get("pairs").longValue();
      double discordance = golden.get("discordance").doubleValue();
      double loss = golden.get("loss").doubleValue();
      assertThat(McNemarPower.of(pairs, discordance, loss))
          .describedAs("%s", golden)
          .isCloseTo(
              golden.get("power").doubleValue(),
              within(discordance * pairs < 100 ? OF_FEW : OF_DISCRETE));
      long needed = McNemarPower.pairsNeeded(discordance, loss);
      assertThat(McNemarPower.of(needed, discordance, loss))
          .isGreaterThanOrEqualTo(McNemarPower.POWER);
      assertThat(McNemarPower.of(needed - 1, discordance, loss)).isLessThan(McNemarPower.POWER);
      assertThat(McNemarPower.smallestLoss(needed, discordance))
          .isLessThanOrEqualTo(loss)
          .isGreaterThan(0.9 * loss);
    }
  }

  @Test
  void intervals_of_the_bootstrap_are_those_of_scipy_but_for_the_draws() {
    int task = 0;
    for (JsonNode golden : goldens.get("bootstrap")) {
      Resampling resampling = new Resampling(1, "task " + task++);
      double[] own = doubles(golden.get("own"));
      double[] before = doubles(golden.get("before"));
      PairedSample sample = new PairedSample(Aggregation.MEAN);
      boolean yesOrNo = golden.get("yes_or_no").booleanValue();
      for (int i = 0; i < own.length; i++) {
        resampling.at(i);
        sample.add(measured(own[i], yesOrNo), measured(before[i], yesOrNo), i, resampling);
      }
      PairedComparison found = PairedComparison.of(sample, MEAN, resampling);
      assertThat(found.counts().isPresent()).isEqualTo(yesOrNo);
      double step = yesOrNo ? 1 / found.baselineValue() / own.length : 0; // from draw to draw
      assertSame(found.difference(), doubles(golden.get("difference")), step);
      assertSame(found.recoveryInterval(), doubles(golden.get("recovery")), 100 * step);
    }
  }

  private static Measured measured(double value, boolean yesOrNo) {
    Optional<Boolean> correct = yesOrNo ? Optional.of(value == 1) : Optional.empty();
    return new Measured(value, 1, new double[0], correct, Double.NaN);
  }

  private static void assertSame(Interval found, double[] golden, double step) {
    double tolerance = MONTE_CARLO * golden[2] + step;
    assertThat(found.low()).isCloseTo(golden[0], within(tolerance));
    assertThat(found.high()).isCloseTo(golden[1], within(tolerance));
  }
}
