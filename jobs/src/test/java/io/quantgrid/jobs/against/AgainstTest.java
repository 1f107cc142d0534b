package io.quantgrid.jobs.against;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.stats.McNemar;
import io.quantgrid.jobs.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two planted sweeps: tasks that got worse, stayed, changed their prompts, changed their metric.
 */
class AgainstTest {
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    spark = LocalSpark.session(1);
  }

  @AfterAll
  static void close() throws java.io.IOException {
    spark.close();
  }

  private static List<Row> cells(String tasks) {
    return spark
        .sql(
            """
            SELECT 'm' AS model, 'w4' AS format, 'rtn' AS method, task, concat(side, task) AS cell, main_metric, higher_is_better, value
            FROM VALUES %s AS t(side, task, main_metric, higher_is_better, value)
            """
                .formatted(tasks))
        .collectAsList();
  }

  private static Against compare(String here, String there, String hereItems, String thereItems) {
    return Against.of(
        spark, cells(here), spark.sql(hereItems), cells(there), spark.sql(thereItems));
  }

  /** 100 items of two cells: right unless a rule says otherwise. */
  private static String items(String side, String wrong, String prompt) {
    return """
        SELECT concat('%s', task) AS cell, id AS doc_id, %s AS prompt_hash, if(task = 'old', null, 0) AS repeat,
          map('acc', if(%s, 0D, 1D)) AS metrics, NOT (%s) AS correct
        FROM range(100) LATERAL VIEW explode(array('worse', 'old')) t AS task
        """
        .formatted(side, prompt, wrong, wrong);
  }

  @Test
  void the_same_items_are_paired_and_a_loss_shows() {
    Against against =
        compare(
            "('a', 'worse', 'acc', true, 0.8D), ('a', 'old', 'acc', true, 1D), ('a', 'new', 'acc', true, 1D), ('a', 'none', 'acc', true, null)",
            "('b', 'worse', 'acc', true, 0.98D), ('b', 'old', 'acc', true, 1D), ('b', 'gone', 'acc', true, 1D), ('b', 'none', 'acc', true, 1D)",
            items("a", "task = 'worse' AND id < 20", "'p'"),
            items("b", "task = 'worse' AND id IN (0, 99)", "'p'"));
    assertThat(against.changes()).hasSize(2);
    Change worse = against.changes().get(0);
    assertThat(worse.verdict()).isEqualTo("worse");
    assertThat(worse.test()).isEqualTo(Change.Test.MCNEMAR);
    assertThat(worse.items()).isEqualTo(100);
    // 19 lost, 1 gained: the only one that was tested, so Holm changes nothing
    assertThat(worse.pValue()).isEqualTo(new McNemar(19, 1).pValue());
    assertThat(against.changes().get(1).verdict()).isEqualTo("same");
    assertThat(against.onlyHere()).containsExactly("m, w4, rtn, new");
    assertThat(against.onlyThere()).containsExactly("m, w4, rtn, gone", "m, w4, rtn, none");
  }

  @Test
  void other_prompts_are_compared_without_pairs() {
    Against against =
        compare(
            "('a', 'worse', 'acc', true, 0.8D), ('a', 'old', 'acc', true, 0.9D)",
            "('b', 'worse', 'acc', true, 0.98D), ('b', 'old', 'acc_norm', true, 1D)",
            items("a", "id < 20", "'p'"),
            items("b", "id IN (0, 99)", "'q'"));
    assertThat(against.changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.test()).isEqualTo(Change.Test.WELCH);
              assertThat(change.items()).isEqualTo(200);
              assertThat(change.verdict()).isEqualTo("worse");
            });
    assertThat(against.incomparable()).containsExactly("m, w4, rtn, old");
  }

  @Test
  void of_a_metric_where_lower_is_better_a_smaller_value_is_a_gain() {
    String items =
        "SELECT '%sppl' AS cell, id AS doc_id, 'p' AS prompt_hash, 0 AS repeat, map('ppl', -100D + id %% 7 + %s * (1 + id %% 3)) AS metrics, cast(null AS boolean) AS correct FROM range(50)";
    Against against =
        compare(
            "('a', 'ppl', 'ppl', false, 10D)",
            "('b', 'ppl', 'ppl', false, 12D)",
            items.formatted("a", "1D"),
            items.formatted("b", "0D"));
    Change change = against.changes().get(0);
    assertThat(change.gain()).isEqualTo(2);
    assertThat(change.test()).isEqualTo(Change.Test.PAIRED_T);
    assertThat(change.verdict()).isEqualTo("better");
  }

  private static List<Row> calibrated(String cells) {
    return spark
        .sql(
            """
            SELECT 'm' AS model, 'w4' AS format, 'gptq' AS method, 'worse' AS task, calibration,
              concat(side, 'worse') AS cell, 'acc' AS main_metric, true AS higher_is_better, value
            FROM VALUES %s AS t(side, calibration, value)
            """
                .formatted(cells))
        .collectAsList();
  }

  @Test
  void calibrations_tell_cells_apart_where_a_sweep_has_several_of_them() {
    List<Row> two = calibrated("('a', 'stories', 0.8D), ('b', 'noise', 0.99D)");
    String items = items("a", "id < 20", "'p'") + " UNION ALL " + items("b", "id < 1", "'p'");
    Against same = Against.of(spark, two, spark.sql(items), two, spark.sql(items));
    assertThat(same.changes()).extracting(Change::calibration).containsExactly("stories", "noise");
    assertThat(same.changes()).extracting(Change::verdict).containsOnly("same");
    Against one =
        Against.of(
            spark, two, spark.sql(items), calibrated("('b', 'noise', 0.99D)"), spark.sql(items));
    assertThat(one.changes()).extracting(Change::calibration).containsExactly("noise");
    assertThat(one.onlyHere()).containsExactly("m, w4, gptq, worse, stories");
  }

  @Test
  void another_calibration_is_a_change_where_each_sweep_has_one() {
    Against against =
        Against.of(
            spark,
            calibrated("('a', 'stories', 0.8D)"),
            spark.sql(items("a", "id < 20", "'p'")),
            calibrated("('b', 'noise', 0.99D)"),
            spark.sql(items("b", "id < 1", "'p'")));
    assertThat(against.changes()).extracting(Change::verdict).containsExactly("worse");
  }

  @Test
  void sweeps_with_nothing_in_common_say_so() {
    Against against =
        compare(
            "('a', 'new', 'acc', true, 1D)",
            "('b', 'gone', 'acc', true, 1D)",
            items("a", "false", "'p'"),
            items("b", "false", "'p'"));
    assertThat(against.changes()).isEmpty();
    assertThat(against.onlyHere()).hasSize(1);
    assertThat(against.onlyThere()).hasSize(1);
  }
}
