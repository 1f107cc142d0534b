package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.metric.BestThreshold;
import io.quantgrid.core.metric.TextMetric;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AggregationTest {
  /** Both sides compute in double, in one order; only the last bits of exp may differ. */
  private static final double ROUNDING = 1e-12;

  /**
   * The goldens have no nanmean, no ratio, no f1_macro and no biases (which BBQ's functions are
   * tested with); Brier's score and texts have tests of their own.
   */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "NANMEAN",
        "RATIO",
        "BIAS",
        "AMBIGUOUS_BIAS",
        "BRIER_SCORE",
        "F1_MACRO",
        "BLEU",
        "CHRF",
        "CHRF_PLUS_PLUS",
        "TER",
        "BEST_THRESHOLD"
      })
  void figures_and_standard_errors_are_those_of_lm_eval(Aggregation aggregation)
      throws IOException {
    JsonNode golden = golden(aggregation.text());
    Observations items = observations(golden, aggregation);
    assertThat(aggregation.value(items))
        .isCloseTo(golden.get("value").asDouble(), within(ROUNDING));
    if (golden.has("stderr")) {
      assertThat(aggregation.standardError(items).orElseThrow())
          .isCloseTo(golden.get("stderr").asDouble(), within(ROUNDING));
    } else if (aggregation.weighted()) {
      assertThat(aggregation.standardError(items)).isEmpty();
    }
  }

  @Test
  void briers_score_is_the_mean_of_the_items_and_has_no_standard_error() throws IOException {
    JsonNode golden = golden("brier_score");
    double[] scores =
        StreamSupport.stream(golden.get("items").spliterator(), false)
            .mapToDouble(AggregationTest::brier)
            .toArray();
    assertThat(Aggregation.BRIER_SCORE.value(Observations.of(scores)))
        .isCloseTo(golden.get("value").asDouble(), within(ROUNDING));
    assertThat(Aggregation.BRIER_SCORE.standardError(Observations.of(scores))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"BLEU", "CHRF", "TER"})
  void figures_of_texts_are_those_of_lm_eval(Aggregation aggregation) throws IOException {
    JsonNode golden = golden(aggregation.text() + " (reference, prediction)");
    TextMetric metric = TextMetric.named(aggregation.text());
    double[][] statistics =
        StreamSupport.stream(golden.get("items").spliterator(), false)
            .map(pair -> metric.statistics(pair.get(1).asText(), List.of(pair.get(0).asText())))
            .toArray(double[][]::new);
    Observations items = new Observations(new double[statistics.length], new long[0], statistics);
    assertThat(aggregation.value(items))
        .isCloseTo(golden.get("value").asDouble(), within(ROUNDING));
    assertThat(aggregation.standardError(items).orElseThrow()).isPositive();
  }

  @Test
  void a_groups_figure_pools_those_of_its_tasks() throws IOException {
    JsonNode weighted = golden("group, weighted by size");
    GroupFigure bySize = GroupFigure.weightedBySize(members(weighted));
    assertThat(bySize.value()).isCloseTo(weighted.get("value").asDouble(), within(ROUNDING));
    assertThat(bySize.standardError().orElseThrow())
        .isCloseTo(weighted.get("stderr").asDouble(), within(ROUNDING));
    JsonNode plain = golden("group, not weighted");
    GroupFigure each = GroupFigure.unweighted(members(plain));
    assertThat(each.value()).isCloseTo(plain.get("value").asDouble(), within(ROUNDING));
    assertThat(each.standardError().orElseThrow())
        .isCloseTo(plain.get("stderr").asDouble(), within(ROUNDING));
    GroupFigure.Member without = new GroupFigure.Member(1, OptionalDouble.empty(), 2);
    assertThat(GroupFigure.weightedBySize(List.of(without)).standardError()).isEmpty();
  }

  private static List<GroupFigure.Member> members(JsonNode golden) {
    return StreamSupport.stream(golden.get("items").spliterator(), false)
        .map(
            item ->
                new GroupFigure.Member(
                    item.get(0).asDouble(),
                    OptionalDouble.of(item.get(1).asDouble()),
                    item.get(2).asLong()))
        .toList();
  }

  private static double brier(JsonNode item) {
    double sum = 0;
    for (int k = 0; k < item.get(1).size(); k++) {
      double distance = item.get(1).get(k).asDouble() - (k == item.get(0).asInt() ? 1 : 0);
      sum += distance * distance;
    }
    return sum;
  }

  @Test
  void one_item_has_no_standard_error() {
    assertThat(Aggregation.MEAN.standardError(Observations.of(1))).isEmpty();
    assertThat(Aggregation.PERPLEXITY.standardError(Observations.of(-1))).isEmpty();
  }

  @Test
  void unknown_names_and_missing_weights_are_refused() {
    assertThatThrownBy(() -> Aggregation.named("mode"))
        .hasMessageStartingWith(
            "Cannot aggregate by: mode (expected one of mean, nanmean, median, perplexity");
    Observations two = Observations.weighted(new double[] {-1, -2}, new long[] {3});
    assertThatThrownBy(() -> Aggregation.BITS_PER_BYTE.value(two))
        .hasMessageContaining("2 values by bits_per_byte: 1 weights");
    assertThatThrownBy(() -> Aggregation.F1.value(two)).hasMessageContaining("0 statistics");
  }

  @Test
  void a_ratio_is_that_of_the_sums() {
    Observations items =
        new Observations(new double[] {0.5, 1}, new long[0], new double[][] {{1, 2}, {3, 3}});
    assertThat(Aggregation.RATIO.value(items)).isEqualTo(0.8);
    assertThat(Aggregation.RATIO.standardError(items)).isEmpty();
  }

  @Test
  void the_best_threshold_leaves_alone_what_is_likelier_to_have_no_answer() {
    double[][] questions = {
      BestThreshold.answerable(1, 0.1),
      BestThreshold.unanswerable("x", 0.5),
      BestThreshold.answerable(0.5, 0.9),
      BestThreshold.unanswerable("", 0.2)
    };
    Observations items = new Observations(new double[4], new long[0], questions);
    assertThat(Aggregation.BEST_THRESHOLD.value(items)).isEqualTo(75);
    assertThat(Aggregation.BEST_THRESHOLD.standardError(items).orElseThrow()).isPositive();
  }

  @Test
  void a_median_sorts_and_a_nanmean_leaves_out_what_is_no_number() {
    assertThat(Aggregation.MEDIAN.value(Observations.of(3, 1, 2, 9))).isEqualTo(3);
    assertThat(Aggregation.NANMEAN.value(Observations.of(1, Double.NaN, 4))).isEqualTo(2.5);
    assertThat(Aggregation.NANMEAN.value(Observations.of(Double.NaN))).isNaN();
    assertThat(Aggregation.MEDIAN.standardError(Observations.of(3, 1, 2)).orElseThrow())
        .isPositive();
  }

  @Test
  void recovery_is_a_percentage_of_the_baseline() {
    assertThat(Recovery.ofHigherIsBetter(0.4, 0.5)).hasValue(80);
    assertThat(Recovery.ofLowerIsBetter(10, 8)).hasValue(80);
    assertThat(Recovery.ofHigherIsBetter(0.4, 0)).isEmpty();
    assertThat(Recovery.ofLowerIsBetter(0, 8)).isEmpty();
    assertThat(Recovery.ofLowerIsBetter(Double.POSITIVE_INFINITY, 8)).isEmpty();
  }

  private static JsonNode golden(String name) throws IOException {
    return StreamSupport.stream(Goldens.units().get("aggregations").spliterator(), false)
        .filter(node -> node.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Observations observations(JsonNode golden, Aggregation aggregation) {
    double[] values = values(golden);
    if (!aggregation.ofCorpus()) {
      return Observations.weighted(values, weights(golden));
    }
    double[][] pairs =
        StreamSupport.stream(golden.get("items").spliterator(), false)
            .map(item -> new double[] {item.get(0).asDouble(), item.get(1).asDouble()})
            .toArray(double[][]::new);
    return new Observations(values, new long[0], pairs);
  }

  private static double[] values(JsonNode golden) {
    return StreamSupport.stream(golden.get("items").spliterator(), false)
        .mapToDouble(item -> item.isArray() ? item.get(0).asDouble() : item.asDouble())
        .toArray();
  }

  private static long[] weights(JsonNode golden) {
    return StreamSupport.stream(golden.get("items").spliterator(), false)
        .filter(JsonNode::isArray)
        .mapToLong(item -> item.get(1).asLong())
        .toArray();
  }

  @Test
  void f1_is_that_of_class_one_or_the_mean_of_all_classes() {
    double[][] two = {{1, 1}, {1, 0}, {0, 1}, {1, 1}};
    double[][] three = {{0, 0}, {1, 1}, {2, 1}, {2, 2}};
    assertThat(Aggregation.F1.value(classes(two))).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(Aggregation.F1.value(classes(three))).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(Aggregation.F1_MACRO.value(classes(three)))
        .isCloseTo((1 + 2.0 / 3 + 2.0 / 3) / 3, within(1e-12));
  }

  private static Observations classes(double[][] pairs) {
    return new Observations(new double[pairs.length], new long[0], pairs);
  }
}
