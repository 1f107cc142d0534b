package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AggregationTest {
  /** Both sides compute in double, in one order; only the last bits of exp may differ. */
  private static final double ROUNDING = 1e-12;

  /**
   * The goldens have no nanmean and no ratio, and their median is that of a version that did not
   * sort.
   */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NANMEAN", "MEDIAN", "RATIO"})
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
}
