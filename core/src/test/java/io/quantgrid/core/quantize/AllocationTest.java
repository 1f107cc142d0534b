package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
  private static final int LAYERS = 10;
  private static final int ROWS = 16;
  private static final int COLUMNS = 64;

  private static List<Layer> layers() {
    List<Layer> out = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      out.add(new Layer("layers." + i + ".up_proj", ROWS, COLUMNS, Bfloat16.TYPE));
    }
    return out;
  }

  /** Normal weights; layers 3 and 7 have a few that are 20 and 10 times as large. */
  private static float[] weights(Layer layer) {
    int index = layers().indexOf(layer);
    Random random = new Random(index);
    float[] out = new float[ROWS * COLUMNS];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) random.nextGaussian();
      if (i % 100 == 0) {
        out[i] *= index == 3 ? 20 : index == 7 ? 10 : 1;
      }
    }
    return out;
  }

  private static SchemePlan start(String weights, String... rules) {
    Map<String, String> layers = new LinkedHashMap<>();
    for (int i = 0; i < rules.length; i += 2) {
      layers.put(rules[i], rules[i + 1]);
    }
    return SchemePlan.of(
        FormatParser.explicit(
            "mine",
            Optional.of(weights),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            layers));
  }

  private static List<String> chosen(String recipe, SchemePlan start) {
    Allocation allocation = RecipeParser.parse(recipe).allocation().orElseThrow();
    SchemePlan plan = allocation.choose(layers(), AllocationTest::weights, start);
    return layers().stream()
        .map(l -> plan.of(l.module(), ROWS, COLUMNS).map(Scheme::canonical).orElse("keep"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"weight_range", "kurtosis", "weight_error"})
  void the_layers_with_the_largest_statistic_get_finer_groups(String by) {
    List<String> plain =
        chosen("mixed(share=0.03, fine=group32, by=" + by + ") > rtn", start("int8/channel"));
    assertThat(plain.indexOf("int8/group32/sym")).isEqualTo(3);
    assertThat(plain).filteredOn("int8/channel/sym"::equals).hasSize(9);
    List<String> two =
        chosen("mixed(share=0.2, fine=group16, by=" + by + ") > rtn", start("int8/channel"));
    assertThat(two.get(3)).isEqualTo("int8/group16/sym");
    assertThat(two.get(7)).isEqualTo("int8/group16/sym");
    assertThat(two).filteredOn("int8/channel/sym"::equals).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({"0.001, 1", "0.1, 1", "0.11, 2", "0.2, 2", "0.7, 7", "0.71, 8", "1, 10"})
  void the_share_of_layers_rounds_up(double share, int count) {
    assertThat(chosen("mixed(share=" + share + ", fine=group8) > rtn", start("int4/channel")))
        .filteredOn("int4/group8/sym"::equals)
        .hasSize(count);
  }

  @Test
  void rules_of_the_format_come_before_an_allocation() {
    List<String> schemes =
        chosen(
            "mixed(share=0.1, fine=group8) > rtn",
            start("int8/channel", "layers.3.*", "int4/channel"));
    assertThat(schemes.get(3)).isEqualTo("int4/channel/sym");
    assertThat(schemes.get(7)).isEqualTo("int8/group8/sym");
  }

  @ParameterizedTest
  @ValueSource(doubles = {2.5, 2.51, 3, 3.5, 4.2, 5, 8.5, 16})
  void a_budget_is_never_exceeded_and_is_used(double budget) {
    SchemePlan start = start("int4/group32");
    Allocation allocation = new BitBudget(budget, List.of(2, 3, 4, 8));
    SchemePlan plan = allocation.choose(layers(), AllocationTest::weights, start);
    double bits = 0;
    for (Layer layer : layers()) {
      bits +=
          (double)
                  StoredSize.bits(layer, plan.asked(layer.module()).orElseThrow(), Optional.empty())
              / layer.weights()
              / LAYERS;
    }
    assertThat(bits).isLessThanOrEqualTo(budget);
    // what is left is less than the largest step of one layer, from 4 to 8 bits of ten layers
    assertThat(bits).isGreaterThan(Math.min(budget, 8.5) - 0.41);
  }

  @Test
  void bits_go_where_errors_fall_most() {
    // words of ten codes: 3.75 bits at least, 4.25 with 4; two of ten layers get them
    String recipe = "budget(bits=3.85, choices=3+4) > gptq";
    List<String> schemes = chosen(recipe, start("int8/channel"));
    assertThat(schemes.get(3)).isEqualTo("int4/channel/sym");
    assertThat(schemes.get(7)).isEqualTo("int4/channel/sym");
    assertThat(schemes).filteredOn("int3/channel/sym"::equals).hasSize(8);
    assertThat(chosen(recipe, start("int8/channel"))).isEqualTo(schemes);
  }

  @Test
  void a_layer_that_is_spelled_out_counts_in_the_budget() {
    SchemePlan start = start("int4/group64", "layers.0.*", "int8/group64");
    assertThat(chosen("budget(bits=3.5) > rtn", start).get(0)).isEqualTo("int8/group64/sym");
    Allocation tight = new BitBudget(2.5, List.of(2, 8));
    assertThat(tight.problem(layers(), start).orElseThrow())
        .isEqualTo(
            "budget of 2.5 stored bits per weight (expected 2.8500 or more: what 2 bits take with"
                + " scales and zero points, and what layers asks for)");
  }

  @Test
  void a_budget_that_no_choice_fits_is_refused() {
    assertThatThrownBy(() -> chosen("budget(bits=2.1) > rtn", start("int4/group32")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot keep a budget of 2.1 stored bits per weight (expected 2.5000 or more: what 2"
                + " bits take with scales and zero points)");
  }

  @Test
  void statistics_are_what_they_say() {
    Layer layer = new Layer("x", 1, 4, Bfloat16.TYPE);
    Scheme scheme = start("int8/channel").asked("x").orElseThrow();
    float[] weights = {-1, 1, -1, 3};
    assertThat(WeightStatistic.WEIGHT_RANGE.of(weights, layer, scheme)).isEqualTo(4);
    // mean 0.5, deviations -1.5 0.5 -1.5 2.5: 49.25 x 4 / 11^2
    assertThat(WeightStatistic.KURTOSIS.of(weights, layer, scheme))
        .isEqualTo(49.25 * 4 / 121, within(1e-12));
    assertThat(WeightStatistic.WEIGHT_ERROR.of(new float[4], layer, scheme)).isZero();
  }
}
