package io.quantgrid.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.metric.BestThreshold;
import io.quantgrid.core.metric.TextMetric;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PairedSampleTest {
  /** Additions in another order. */
  private static final double ROUNDING = 1e-9;

  private static final int ITEMS = 60;

  private record Pair(long document, Measured own, Measured before) {}

  private static List<Pair> pairs(Aggregation aggregation, int items) {
    Random random = new Random(7);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      pairs.add(new Pair(i, item(aggregation, random), item(aggregation, random)));
    }
    return pairs;
  }

  private static Measured item(Aggregation aggregation, Random random) {
    return new Measured(
        aggregation == Aggregation.NANMEAN && random.nextInt(5) == 0
            ? Double.NaN
            : -random.nextDouble(),
        1 + random.nextInt(9),
        statistics(aggregation, random),
        Optional.empty(),
        Double.NaN);
  }

  private static double[] statistics(Aggregation aggregation, Random random) {
    return switch (aggregation.of()) {
      case RATIOS -> new double[] {random.nextInt(4), 4};
      case CLASSES -> new double[] {random.nextInt(2), random.nextInt(3)};
      case ANSWERS -> {
        int named = random.nextInt(2);
        yield new double[] {random.nextInt(2), named * random.nextInt(2), named};
      }
      case ABSTENTIONS ->
          random.nextInt(3) == 0
              ? BestThreshold.unanswerable(random.nextInt(2) == 0 ? "" : "a", random.nextDouble())
              : BestThreshold.answerable(random.nextDouble(), random.nextDouble());
      case TEXTS ->
          TextMetric.named(aggregation.text())
              .statistics(text(random), List.of(text(random) + " end"));
      case VALUES, WEIGHTED_VALUES, PROBABILITIES -> new double[0];
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("a b c d");
    for (int i = 0; i < 6; i++) {
      text.append(' ').append((char) ('a' + random.nextInt(4)));
    }
    return text.toString();
  }

  private static Resampling resampling() {
    return new Resampling(1, "task");
  }

  private static PairedSample sample(Aggregation aggregation, List<Pair> pairs) {
    PairedSample sample = new PairedSample(aggregation);
    Resampling resampling = resampling();
    for (Pair pair : pairs) {
      resampling.at(pair.document());
      sample.add(pair.own(), pair.before(), pair.document(), resampling);
    }
    return sample;
  }

  private static MetricSpec metric(Aggregation aggregation) {
    return new MetricSpec("metric", "none", aggregation.text(), "none", true, true);
  }

  private static PairedComparison compare(PairedSample sample) {
    return PairedComparison.of(sample, metric(sample.aggregation()), resampling());
  }

  @ParameterizedTest
  @EnumSource
  void figures_are_those_of_the_aggregation(Aggregation aggregation) {
    List<Pair> pairs = pairs(aggregation, ITEMS);
    PairedComparison found = compare(sample(aggregation, pairs));
    assertThat(found.value())
        .isCloseTo(value(aggregation, pairs.stream().map(Pair::own).toList()), within(ROUNDING));
    assertThat(found.baselineValue())
        .isCloseTo(value(aggregation, pairs.stream().map(Pair::before).toList()), within(ROUNDING));
    assertThat(found.pairs()).isEqualTo(ITEMS);
    assertThat(found.pValue()).isBetween(0.0, 1.0);
    double difference = found.value() - found.baselineValue();
    assertThat(found.difference().low()).isLessThanOrEqualTo(difference);
    assertThat(found.difference().high()).isGreaterThanOrEqualTo(difference);
  }

  private static double value(Aggregation aggregation, List<Measured> items) {
    return aggregation.value(
        new Observations(
            items.stream().mapToDouble(Measured::value).toArray(),
            items.stream().mapToLong(Measured::weight).toArray(),
            items.stream().map(Measured::statistics).toArray(double[][]::new)));
  }

  @ParameterizedTest
  @EnumSource
  void every_draw_is_the_aggregation_of_as_many_copies(Aggregation aggregation) {
    List<Pair> pairs = pairs(aggregation, ITEMS);
    double[] figures = sample(aggregation, pairs).figures(resampling()).own();
    Resampling resampling = resampling();
    for (int replicate = 0; replicate < 3; replicate++) {
      List<Measured> drawn = new ArrayList<>();
      for (Pair pair : pairs) {
        resampling.at(pair.document());
        drawn.addAll(Collections.nCopies((int) resampling.weights()[replicate], pair.own()));
      }
      assertThat(figures[replicate]).isCloseTo(value(aggregation, drawn), within(ROUNDING));
    }
  }

  @ParameterizedTest
  @EnumSource
  void neither_order_nor_grouping_nor_the_way_over_the_wire_matters(Aggregation aggregation)
      throws IOException {
    List<Pair> pairs = pairs(aggregation, ITEMS);
    PairedComparison expected = compare(sample(aggregation, pairs));
    Collections.shuffle(pairs, new Random(3));
    PairedSample merged = new PairedSample(aggregation);
    merged.add(sample(aggregation, pairs.subList(0, 1)));
    merged.add(sample(aggregation, List.of()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sample(aggregation, pairs.subList(1, ITEMS)).write(new DataOutputStream(bytes));
    merged.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    PairedComparison found = compare(merged);
    assertThat(found.recoveries()).containsExactly(expected.recoveries(), within(ROUNDING * 100));
    assertThat(found.value()).isCloseTo(expected.value(), within(ROUNDING));
    assertThat(found.pValue()).isCloseTo(expected.pValue(), within(ROUNDING));
  }

  @Test
  void a_median_of_more_items_than_are_kept_is_near_that_of_all() {
    PairedComparison found =
        compare(sample(Aggregation.MEDIAN, pairs(Aggregation.MEDIAN, SortedDraws.MOST + 1000)));
    assertThat(found.value()).isCloseTo(-0.5, within(0.03)); // of uniform values
    assertThat(found.difference().low()).isNegative();
    assertThat(found.difference().high()).isPositive();
  }

  private static Measured answer(boolean right) {
    return new Measured(right ? 1 : 0, 1, new double[0], Optional.of(right), right ? 0.95 : 0.35);
  }

  @Test
  void yes_and_no_are_four_counts() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pairs.add(new Pair(i, answer(i % 10 != 0), answer(i % 4 != 0)));
    }
    PairedComparison found = compare(sample(Aggregation.MEAN, pairs));
    assertThat(found.counts()).contains(new PairCounts(70, 5, 20, 5));
    assertThat(found.test()).isEqualTo(PairedComparison.Test.MCNEMAR);
    assertThat(found.value()).isEqualTo(0.9);
    assertThat(found.baselineValue()).isEqualTo(0.75);
    assertThat(found.recovery()).isCloseTo(120, within(ROUNDING));
    assertThat(found.effect()).isCloseTo(5 / 25.0 - 0.5, within(ROUNDING));
    assertThat(found.calibrationError())
        .isCloseTo(0.08, within(ROUNDING)); // 0.9 * 0.05 + 0.1 * 0.35
    assertThat(found.verdict(metric(Aggregation.MEAN), found.pValue())).isEqualTo(Verdict.BETTER);
  }

  @Test
  void a_yes_or_no_whose_value_lies_between_counts_with_the_others() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pairs.add(new Pair(i, answer(i % 10 != 0), answer(true)));
    }
    Measured half = new Measured(0.5, 1, new double[0], Optional.of(false), Double.NaN);
    pairs.add(new Pair(100, half, answer(true)));
    PairedComparison found = compare(sample(Aggregation.MEAN, pairs));
    assertThat(found.counts()).contains(new PairCounts(90, 11, 0, 0));
    assertThat(found.value()).isCloseTo(90.5 / 101, within(ROUNDING));
    assertThat(found.difference().low()).isLessThan(found.difference().high()).isNegative();
  }

  @Test
  void equal_sides_have_recovered_all_with_certainty() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pairs.add(new Pair(i, answer(i % 3 != 0), answer(i % 3 != 0)));
    }
    PairedComparison found = compare(sample(Aggregation.MEAN, pairs));
    assertThat(found.recoveryInterval().low()).isCloseTo(100, within(ROUNDING));
    assertThat(found.recoveryInterval().high()).isCloseTo(100, within(ROUNDING));
    assertThat(found.pValue()).isEqualTo(1);
    assertThat(found.effect()).isNaN();
    assertThat(found.verdict(metric(Aggregation.MEAN), 1)).isEqualTo(Verdict.LOSSLESS);
  }

  @Test
  void a_baseline_without_a_right_answer_has_no_recovery() {
    PairedComparison found =
        compare(sample(Aggregation.MEAN, List.of(new Pair(0, answer(true), answer(false)))));
    assertThat(found.recovery()).isNaN();
    assertThat(found.recoveryInterval().low()).isNaN();
    assertThat(found.smallestLoss()).isNaN();
    assertThat(found.verdict(metric(Aggregation.MEAN), found.pValue()))
        .isEqualTo(Verdict.NOT_ENOUGH_SAMPLES);
  }

  /** The draws of the ruined perplexity itself are spread so widely that 0 is among them. */
  @Test
  void a_perplexity_that_is_many_times_the_baselines_is_told_from_few_documents() {
    Random random = new Random(5);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      double before = -300 + 30 * random.nextGaussian();
      double lost = 100 * (1 + 6 * random.nextDouble() * random.nextDouble());
      pairs.add(new Pair(i, logLikelihood(before - lost), logLikelihood(before)));
    }
    PairedComparison found = compare(sample(Aggregation.WEIGHTED_PERPLEXITY, pairs));
    assertThat(found.value()).isGreaterThan(5 * found.baselineValue());
    assertThat(found.pValue()).isLessThan(1e-6);
    assertThat(found.test()).isEqualTo(PairedComparison.Test.BOOTSTRAP);
  }

  private static Measured logLikelihood(double value) {
    return new Measured(value, 100, new double[0], Optional.empty(), Double.NaN);
  }
}
