package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.stats.Holm;
import io.quantgrid.core.stats.McNemar;
import io.quantgrid.jobs.analyse.CellTable;
import io.quantgrid.jobs.analyse.Comparisons;
import io.quantgrid.jobs.analyse.SampleSums;
import io.quantgrid.jobs.analyse.VariantTable;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The comparisons table against plain loops over the same samples. */
class ComparisonsTest {
  /** Both sides add the same doubles, in another order at most. */
  private static final double ROUNDING = 1e-12;

  private static Session session;
  private static OutputFolder output;
  private static PlanJson plan;
  private static Map<String, List<SampleRow>> rows;
  private static List<Row> compared;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    var folder = SmallSweep.shared().output();
    output = OutputFolder.open(folder.toString(), new Configuration());
    plan = Outputs.plan(output);
    rows = SmallSweep.rows(folder);
    compared =
        session
            .spark()
            .read()
            .parquet(output.uri("report/comparisons"))
            .orderBy("position")
            .collectAsList();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static double figure(MetricSpec metric, List<SampleRow> items) {
    return Aggregation.named(metric.aggregation())
        .value(
            Observations.weighted(
                items.stream().mapToDouble(row -> row.metrics().get(metric.key())).toArray(),
                items.stream()
                    .mapToLong(row -> metric.weight().equals("words") ? row.words() : 1)
                    .toArray()));
  }

  private static long count(String cell, String baseline, boolean right, boolean before) {
    return java.util.stream.IntStream.range(0, rows.get(cell).size())
        .filter(i -> rows.get(cell).get(i).correct() == right)
        .filter(i -> rows.get(baseline).get(i).correct() == before)
        .count();
  }

  @Test
  void every_cell_but_baselines_holds_what_plain_loops_give() {
    Map<String, Row> byCell = new HashMap<>();
    compared.forEach(row -> byCell.put(row.getAs("cell"), row));
    int baselines = 0;
    for (PlanJson.CellJson cell : plan.cells()) {
      if (cell.id().equals(cell.baselineId())) {
        baselines++;
        assertThat(byCell).doesNotContainKey(cell.id());
        continue;
      }
      Row row = byCell.get(cell.id());
      MetricSpec metric =
          cell.metrics().stream().filter(MetricSpec::main).findFirst().orElseThrow();
      double value = figure(metric, rows.get(cell.id()));
      double baseline = figure(metric, rows.get(cell.baselineId()));
      assertThat(row.<Long>getAs("pairs")).isEqualTo(SmallSweep.SAMPLES);
      assertThat(row.<String>getAs("metric")).isEqualTo(metric.key());
      assertThat(row.<Double>getAs("value")).isEqualTo(value, within(ROUNDING * value));
      assertThat(row.<Double>getAs("baseline_value"))
          .isEqualTo(baseline, within(ROUNDING * baseline));
      assertThat(row.<Double>getAs("difference"))
          .isEqualTo(value - baseline, within(ROUNDING * baseline));
      assertThat(row.<Double>getAs("difference_low")).isLessThanOrEqualTo(value - baseline);
      assertThat(row.<Double>getAs("difference_high")).isGreaterThanOrEqualTo(value - baseline);
      if (rows.get(cell.id()).get(0).correct() == null) {
        assertThat(row.<Object>getAs("lost")).isNull();
        assertThat(row.<String>getAs("test")).isEqualTo("bootstrap");
        continue;
      }
      assertThat(row.<String>getAs("test")).isEqualTo("mcnemar");
      long lost = count(cell.id(), cell.baselineId(), false, true);
      long gained = count(cell.id(), cell.baselineId(), true, false);
      assertThat(row.<Long>getAs("both_right"))
          .isEqualTo(count(cell.id(), cell.baselineId(), true, true));
      assertThat(row.<Long>getAs("lost")).isEqualTo(lost);
      assertThat(row.<Long>getAs("gained")).isEqualTo(gained);
      assertThat(row.<Long>getAs("both_wrong"))
          .isEqualTo(count(cell.id(), cell.baselineId(), false, false));
      assertThat(row.<Double>getAs("p_value")).isEqualTo(new McNemar(lost, gained).pValue());
    }
    assertThat(compared).hasSize(plan.cells().size() - baselines);
  }

  @Test
  void p_values_are_adjusted_over_all_rows() {
    double[] adjusted =
        Holm.adjusted(compared.stream().mapToDouble(row -> row.<Double>getAs("p_value")).toArray());
    assertThat(compared.stream().mapToDouble(row -> row.<Double>getAs("p_holm")).toArray())
        .isEqualTo(adjusted);
  }

  @Test
  void calibration_errors_are_of_the_probabilities_of_the_choices_taken() {
    for (Row row : compared) {
      String cell = row.getAs("cell");
      if (!row.<String>getAs("kind").equals("multiple_choice")) {
        assertThat(row.<Object>getAs("ece")).isNull();
        continue;
      }
      assertThat(row.<Double>getAs("ece"))
          .isEqualTo(calibrationError(rows.get(cell)), within(ROUNDING));
      assertThat(row.<Double>getAs("baseline_ece"))
          .isEqualTo(
              calibrationError(rows.get(row.<String>getAs("baseline_cell"))), within(ROUNDING));
    }
  }

  private static double calibrationError(List<SampleRow> items) {
    double[] gaps = new double[10];
    for (SampleRow item : items) {
      double[] odds = item.loglikelihoods().stream().mapToDouble(Math::exp).toArray();
      double confidence = odds[item.predicted()] / Arrays.stream(odds).sum();
      int bin = (int) Math.max(0, Math.ceil(confidence * gaps.length) - 1);
      gaps[bin] += (item.correct() ? 1 : 0) - confidence;
    }
    return Arrays.stream(gaps).map(Math::abs).sum() / items.size();
  }

  @Test
  void an_unpaired_item_does_not_count() throws IOException {
    String cell = compared.get(0).getAs("cell");
    String baseline = compared.get(0).getAs("baseline_cell");
    var samples =
        Views.samples(session.spark(), output)
            .where("NOT (cell = '" + cell + "' AND doc_id = 1)")
            .where("NOT (cell = '" + baseline + "' AND doc_id IN (0, 2))");
    Row row = compared(session.spark(), samples).cells().rows().get(0);
    assertThat(row.<Long>getAs("pairs")).isEqualTo(SmallSweep.SAMPLES - 3);
  }

  @Test
  void no_samples_give_an_empty_table() throws IOException {
    var none = Views.samples(session.spark(), output).where("false");
    Comparisons comparisons = compared(session.spark(), none);
    assertThat(comparisons.cells().rows()).isEmpty();
    var table = CellTable.of(plan, Map.of(), SampleSums.of(session.spark(), plan, none));
    assertThat(VariantTable.of(table, comparisons).rows())
        .hasSize(plan.variants().size())
        .allMatch(row -> row.getAs("verdict") == null);
  }

  @Test
  void variants_hold_the_interval_of_their_mean_recovery() {
    List<Row> variants =
        session
            .spark()
            .read()
            .parquet(output.uri("report/variants"))
            .orderBy("position")
            .collectAsList();
    assertThat(variants.get(0).<Object>getAs("verdict")).isNull();
    for (Row variant : variants.subList(1, variants.size())) {
      assertThat(variant.<Double>getAs("recovery_low"))
          .isLessThanOrEqualTo(variant.<Double>getAs("recovery"));
      assertThat(variant.<Double>getAs("recovery_high"))
          .isGreaterThanOrEqualTo(variant.<Double>getAs("recovery"));
      assertThat(variant.<String>getAs("verdict")).isNotBlank();
    }
  }

  @Test
  void the_number_of_partitions_changes_no_digit() throws IOException {
    assertThat(table(1)).isEqualTo(table(7)).hasSize(compared.size());
  }

  private static List<String> table(int partitions) throws IOException {
    SparkSession spark = session.spark().newSession();
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    spark.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
    var samples = Views.samples(spark, output).repartition(partitions);
    List<String> lines = new ArrayList<>();
    compared(spark, samples).cells().rows().forEach(row -> lines.add(row.toString()));
    return lines;
  }

  private static Comparisons compared(SparkSession spark, Dataset<Row> samples) {
    return Comparisons.of(plan, SampleSums.of(spark, plan, samples));
  }
}
