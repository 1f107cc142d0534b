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

  @ParameterizedTest
  @EnumSource
  void figures_and_standard_errors_are_those_of_lm_eval(Aggregation aggregation)
      throws IOException {
    JsonNode golden = golden(aggregation.text());
    double[] values = values(golden);
    assertThat(aggregation.value(values, weights(golden)))
        .isCloseTo(golden.get("value").asDouble(), within(ROUNDING));
    if (golden.has("stderr")) {
      assertThat(aggregation.standardError(values).orElseThrow())
          .isCloseTo(golden.get("stderr").asDouble(), within(ROUNDING));
    } else {
      assertThat(aggregation.standardError(values)).isEmpty();
    }
  }

  @Test
  void one_item_has_no_standard_error() {
    assertThat(Aggregation.MEAN.standardError(new double[] {1})).isEmpty();
    assertThat(Aggregation.PERPLEXITY.standardError(new double[] {-1})).isEmpty();
  }

  @Test
  void unknown_names_and_missing_weights_are_refused() {
    assertThatThrownBy(() -> Aggregation.named("median"))
        .hasMessage(
            "Cannot aggregate by: median (expected one of mean, perplexity, weighted_perplexity,"
                + " bits_per_byte)");
    assertThatThrownBy(() -> Aggregation.BITS_PER_BYTE.value(new double[] {-1, -2}, new long[] {3}))
        .hasMessageContaining("2 values by bits_per_byte: 1 weights");
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
