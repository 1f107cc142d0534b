package io.quantgrid.jobs.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.cli.SmallQuickstart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectationsTest {
  private static final double EXACT = 1e-12;
  private static Expectations sweep;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    sweep = Expectations.of(SmallQuickstart.output());
  }

  @Test
  void a_baseline_recovers_itself_and_flips_nothing() {
    assertThat(sweep.formats()).containsExactly("baseline", "w8a8-fp", "w2");
    assertThat(sweep.recovery("baseline")).isEqualTo(100);
    assertThat(sweep.recoveryInterval("baseline")).isEqualTo(new Interval(100, 100));
    assertThat(sweep.flips("baseline")).isNaN();
    assertThat(sweep.failures()).isEmpty();
  }

  @Test
  void a_figure_of_several_cells_is_their_mean_and_lies_in_its_interval() {
    double mapping = sweep.task("pocket_mapping").recovery("w2");
    double stories = sweep.task("pocket_stories").recovery("w2");
    assertThat(sweep.recovery("w2")).isCloseTo((mapping + stories) / 2, within(EXACT));
    Interval interval = sweep.recoveryInterval("w2");
    assertThat(sweep.recovery("w2")).isBetween(interval.low(), interval.high());
    assertThat(interval.low()).isLessThan(interval.high());
    assertThat(sweep.model("pocket-s").method("rtn").recovery("w2"))
        .isEqualTo(sweep.recovery("w2"));
  }

  @Test
  void metrics_are_those_of_the_cells() {
    double before = sweep.metric("pocket_mapping", "baseline");
    assertThat(sweep.metric("pocket_mapping", "baseline", "acc")).isEqualTo(before);
    assertThat(100 * sweep.metric("pocket_mapping", "w2") / before)
        .isCloseTo(sweep.task("pocket_mapping").recovery("w2"), within(EXACT));
    double perplexity = sweep.metric("pocket_stories", "w2", "word_perplexity");
    Interval interval = sweep.metricInterval("pocket_stories", "w2", "word_perplexity");
    assertThat(perplexity).isBetween(interval.low(), interval.high());
    assertThat(sweep.metric("pocket_stories", "w2", "acc")).isNaN();
  }

  @Test
  void names_that_are_not_there_are_errors_that_list_those_that_are() {
    assertThatThrownBy(() -> sweep.recovery("w9"))
        .hasMessage("Cannot find format w9 in the sweep (expected one of [baseline, w8a8-fp, w2])");
    assertThatThrownBy(() -> sweep.metric("pocket_maping", "w2"))
        .hasMessageStartingWith("Cannot find task pocket_maping in the sweep");
    assertThatThrownBy(() -> Expectations.of(folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no plan.json in it");
  }

  @Test
  void what_is_not_done_is_told() throws Exception {
    Files.copy(Path.of(SmallQuickstart.output()).resolve("plan.json"), folder.resolve("plan.json"));
    Expectations nothing = Expectations.of(folder.toString());
    assertThat(nothing.failures())
        .hasSize(6)
        .contains("pocket-s, w2, rtn, pocket_mapping: 0 of 24 items");
    assertThat(nothing.recovery("w2")).isNaN();
    assertThat(nothing.recoveryInterval("w2").low()).isNaN();
  }

  /** Items with that accuracy, in order. */
  private static Items items(int... right) {
    return new Items(
        IntStream.range(0, right.length)
            .mapToObj(
                i ->
                    new Items.Judged(
                        i,
                        Map.of("acc", (double) right[i]),
                        Map.of(),
                        0,
                        0,
                        Optional.of(right[i] == 1 ? "none" : "lost")))
            .toList());
  }

  @Test
  void figures_and_intervals_follow_their_definitions() {
    MetricSpec acc = new MetricSpec("acc", "none", "mean", "none", true, true);
    PlanJson.CellJson cell =
        new PlanJson.CellJson(
            "c",
            "b",
            "v",
            "t",
            "d",
            "multiple_choice",
            "other",
            0,
            List.of(acc),
            4,
            4,
            1,
            1,
            "none",
            "",
            1);
    Pair pair = Pair.of(cell, items(1, 0, 1, 0, 1), items(1, 1, 1, 1));
    assertThat(pair.size()).isEqualTo(4);
    Figure recovery = new Figure(List.of(pair), Pair::recovery);
    assertThat(recovery.value()).isEqualTo(50);
    assertThat(recovery.interval()).isEqualTo(new Interval(0, 100));
    assertThat(pair.variant().flips(new int[] {0, 1, 1})).isCloseTo(200 / 3.0, within(EXACT));
    Pair none = Pair.of(cell, items(), items(1));
    assertThat(new Figure(List.of(pair, none), Pair::recovery).value()).isEqualTo(50);
    assertThat(Stream.of(none).map(Pair::size)).containsExactly(0);
    assertThat(Pair.of(cell, items(1), items(0)).recovery(new int[] {0})).isNaN();
  }
}
