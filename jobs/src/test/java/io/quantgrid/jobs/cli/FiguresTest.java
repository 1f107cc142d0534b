package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.analyse.CellTable;
import io.quantgrid.jobs.analyse.SampleSums;
import io.quantgrid.jobs.analyse.VariantTable;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables against the same figures by plain loops, and by DuckDB over the same files. */
class FiguresTest {
  /** Both sides add the same doubles, in another order at most. */
  private static final double ROUNDING = 1e-12;

  private static Session session;
  private static OutputFolder output;
  private static PlanJson plan;
  private static Map<String, List<SampleRow>> rows;
  private static List<Row> cells;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    var folder = SmallSweep.shared().output();
    output = OutputFolder.open(folder.toString(), new Configuration());
    plan = Outputs.plan(output);
    rows = SmallSweep.rows(folder);
    cells = session.spark().read().parquet(output.uri("cells")).orderBy("position").collectAsList();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  /** The item's value of a metric, or of a perplexity its log-likelihood. */
  private static double[] metric(String cell, String name) {
    return rows.get(cell).stream().mapToDouble(row -> row.metrics().get(name)).toArray();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double mean(double[] values) {
    return sum(values) / values.length;
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  private static double value(PlanJson.CellJson cell) {
    String id = cell.id();
    return switch (cell.task()) {
      case "pocket_ethics" -> mean(metric(id, "acc"));
      case "pocket_instruction" -> mean(metric(id, "exact_match,strip"));
      default -> {
        long words = rows.get(id).stream().mapToLong(SampleRow::words).sum();
        yield Math.exp(-sum(metric(id, "word_perplexity")) / words);
      }
    };
  }

  @Test
  void every_cell_holds_what_plain_loops_give() {
    assertThat(cells).hasSize(SmallSweep.CELLS).hasSameSizeAs(plan.cells());
    for (int i = 0; i < cells.size(); i++) {
      PlanJson.CellJson planned = plan.cells().get(i);
      Row cell = cells.get(i);
      assertThat(cell.<String>getAs("cell")).isEqualTo(planned.id());
      assertThat(cell.<String>getAs("status")).isEqualTo("done");
      assertThat(cell.<Long>getAs("samples")).isEqualTo(SmallSweep.SAMPLES);
      double value = value(planned);
      assertThat(cell.<Double>getAs("value")).isEqualTo(value, within(ROUNDING * value));
      Double error = cell.getAs("value_stderr");
      if (planned.task().equals("pocket_ethics")) {
        assertThat(error).isEqualTo(standardError(metric(planned.id(), "acc")), within(ROUNDING));
      } else if (planned.task().equals("pocket_stories")) {
        assertThat(error).isNull();
        assertThat(value).isBetween(1.0, 100.0);
      }
    }
  }

  @Test
  void every_cell_is_compared_with_its_baseline() {
    Map<String, PlanJson.CellJson> byId = new HashMap<>();
    plan.cells().forEach(cell -> byId.put(cell.id(), cell));
    for (int i = 0; i < cells.size(); i++) {
      PlanJson.CellJson planned = plan.cells().get(i);
      Row cell = cells.get(i);
      double value = value(planned);
      double baseline = value(byId.get(planned.baselineId()));
      boolean lower = planned.task().equals("pocket_stories");
      double denominator = lower ? value : baseline;
      Double recovery = cell.getAs("recovery");
      if (denominator == 0) {
        assertThat(recovery).isNull();
      } else {
        double expected = 100 * (lower ? baseline : value) / denominator;
        assertThat(recovery).isEqualTo(expected, within(1e-9));
      }
      assertComparison(cell, planned);
    }
  }

  private static void assertComparison(Row cell, PlanJson.CellJson planned) {
    boolean baseline = planned.id().equals(planned.baselineId());
    Map<Long, Boolean> before = new HashMap<>();
    rows.get(planned.baselineId()).forEach(row -> before.put(row.docId(), row.correct()));
    long gained = 0;
    long lost = 0;
    long compared = 0;
    List<Double> divergences = new ArrayList<>();
    for (SampleRow row : rows.get(planned.id())) {
      if (!baseline && row.correct() != null) {
        compared++;
        gained += row.correct() && !before.get(row.docId()) ? 1 : 0;
        lost += !row.correct() && before.get(row.docId()) ? 1 : 0;
      }
      if (row.klMean() != null) {
        divergences.add(row.klMean());
      }
    }
    assertThat(cell.<Long>getAs("gained")).isEqualTo(gained);
    assertThat(cell.<Long>getAs("lost")).isEqualTo(lost);
    assertThat(cell.<Long>getAs("compared")).isEqualTo(compared);
    Double flips = cell.getAs("flips");
    if (compared == 0) {
      assertThat(flips).isNull();
    } else {
      assertThat(flips).isEqualTo(100.0 * (gained + lost) / compared, within(ROUNDING));
    }
    Double divergence = cell.getAs("kl_mean");
    if (divergences.isEmpty()) {
      assertThat(divergence).isNull();
      assertThat(baseline || planned.kind().equals("generate")).isTrue();
    } else {
      double mean = mean(divergences.stream().mapToDouble(Double::doubleValue).toArray());
      assertThat(divergence).isEqualTo(mean, within(ROUNDING)).isPositive();
    }
  }

  @Test
  void every_variant_is_the_mean_of_its_cells() {
    List<Row> variants = VariantTable.of(sparkCells().orderBy("position").collectAsList()).rows();
    assertThat(variants).hasSize(3);
    for (Row variant : variants) {
      List<Row> its =
          cells.stream()
              .filter(cell -> cell.getAs("variant").equals(variant.getAs("variant")))
              .toList();
      assertMean(variant, "recovery", its, "recovery");
      assertMean(variant, "flips", its, "flips");
      assertMean(variant, "kl_mean", its, "kl_mean");
      Map<String, Double> byType = variant.getJavaMap(variant.fieldIndex("recovery_by_type"));
      for (Row cell : its) {
        assertThat(byType.get(cell.<String>getAs("task_type"))).isEqualTo(cell.getAs("recovery"));
        if (cell.getAs("task").equals("pocket_stories")) {
          assertThat(variant.<Double>getAs("perplexity")).isEqualTo(cell.getAs("value"));
        }
      }
      assertThat(variant.<Long>getAs("samples")).isEqualTo(3L * SmallSweep.SAMPLES);
      assertThat(variant.<Long>getAs("cells_done")).isEqualTo(3);
    }
  }

  private static void assertMean(Row variant, String column, List<Row> its, String of) {
    double[] values =
        its.stream()
            .map(cell -> cell.<Double>getAs(of))
            .filter(value -> value != null)
            .mapToDouble(Double::doubleValue)
            .toArray();
    Double found = variant.getAs(column);
    if (values.length == 0) {
      assertThat(found).isNull();
    } else {
      assertThat(found).describedAs(column).isEqualTo(mean(values), within(1e-9));
    }
  }

  private static org.apache.spark.sql.Dataset<Row> sparkCells() {
    return session.spark().read().parquet(output.uri("cells"));
  }

  @Test
  void duckdb_reads_the_same_files_and_finds_the_same_figures() throws SQLException {
    String query =
        """
        WITH s AS (
          SELECT * FROM read_parquet('%1$s/samples/*/*/*.parquet', hive_partitioning = true)
        ), found AS (
          SELECT cell, model, task,
            avg(metrics['acc']) AS acc,
            stddev_samp(metrics['acc']) / sqrt(count(*)) AS acc_stderr,
            exp(-sum(metrics['word_perplexity']) / sum(words)) AS perplexity,
            avg(kl_mean) AS kl,
            100.0 * count(*) FILTER (flip IN ('gained', 'lost')) / nullif(count(baseline_correct), 0) AS found_flips
          FROM s GROUP BY cell, model, task
        )
        SELECT c.task, c.status, c.value, c.value_stderr, c.kl_mean, c.flips, found.*
        FROM read_parquet('%1$s/cells/*.parquet') c JOIN found USING (cell, model, task)
        """
            .formatted(output.location());
    int seen = 0;
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        seen++;
        assertThat(result.getString("status")).isEqualTo("done");
        String task = result.getString("task");
        if (task.equals("pocket_ethics")) {
          assertSame(result, "value", "acc");
          assertSame(result, "value_stderr", "acc_stderr");
        } else if (task.equals("pocket_stories")) {
          assertSame(result, "value", "perplexity");
        }
        assertSame(result, "kl_mean", "kl");
        assertSame(result, "flips", "found_flips");
      }
    }
    assertThat(seen).isEqualTo(SmallSweep.CELLS);
  }

  private static void assertSame(ResultSet result, String ours, String theirs) throws SQLException {
    Double expected = (Double) result.getObject(theirs);
    Double found = (Double) result.getObject(ours);
    if (expected == null) {
      assertThat(found).describedAs(ours).isNull();
    } else {
      assertThat(found).describedAs(ours).isEqualTo(expected, within(1e-9));
    }
  }

  @Test
  void the_number_of_partitions_changes_no_digit() throws IOException {
    assertThat(tables(1)).isEqualTo(tables(7));
  }

  private static List<String> tables(int partitions) throws IOException {
    SparkSession spark = session.spark().newSession();
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    spark.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
    var samples = Views.samples(spark, output).repartition(partitions);
    var table = CellTable.of(plan, new TreeMap<>(), SampleSums.of(spark, plan, samples));
    List<String> lines = new ArrayList<>();
    table.rows().forEach(row -> lines.add(row.toString()));
    VariantTable.of(table.rows()).rows().forEach(row -> lines.add(row.toString()));
    assertThat(lines).hasSize(SmallSweep.CELLS + 3);
    return lines;
  }
}
