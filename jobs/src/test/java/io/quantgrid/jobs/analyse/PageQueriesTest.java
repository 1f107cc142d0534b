package io.quantgrid.jobs.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.LocalSpark;
import io.quantgrid.jobs.report.ShownSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page shows of samples: two variants, 100 items each, some lost. */
class PageQueriesTest {
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    spark = LocalSpark.session(1);
  }

  @AfterAll
  static void close() throws IOException {
    spark.close();
  }

  /** Of the cells b, the baseline, and q. */
  private static PlanJson plan() {
    String variant = "{'id': '%s', 'model': 'm'}";
    String cell =
        "{'id': '%s', 'baselineId': 'b', 'variant': '%s', 'task': 't', 'metrics': [], 'repeats': 1}";
    return PlanJson.read(
        "{'version': 1, 'variants': [%s, %s], 'cells': [%s, %s]}"
            .formatted(
                variant.formatted("base"),
                variant.formatted("quant"),
                cell.formatted("b", "base"),
                cell.formatted("q", "quant"))
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8));
  }

  private static List<ShownSample> worst(Dataset<Row> samples) {
    return WorstSamples.of(spark, plan(), SampleSums.of(spark, plan(), samples).worst(), samples);
  }

  private static List<Row> categories(Dataset<Row> samples) {
    return CategoryTable.of(plan(), SampleSums.of(spark, plan(), samples).categories());
  }

  /** With all columns of the table; those that are not named are null, as in an older file. */
  private static Dataset<Row> samples(String columns) {
    Dataset<Row> rows =
        spark.sql(
            "SELECT cell, id AS doc_id, "
                + columns
                + " FROM range(100) LATERAL VIEW explode(array('b', 'q')) c AS cell");
    for (StructField field : SampleSchema.TYPE.fields()) {
      if (!List.of(rows.columns()).contains(field.name())) {
        rows = rows.withColumn(field.name(), functions.lit(null).cast(field.dataType()));
      }
    }
    return rows;
  }

  @Test
  void lost_items_come_first_then_those_that_diverge_most() {
    List<ShownSample> shown =
        worst(
            samples(
                "if(cell = 'q', if(id IN (50, 60), 'lost', 'none'), null) AS flip, if(cell = 'q', id / 100D, null) AS kl_mean, 0 AS repeat,"
                    + " concat(cell, repeat('x', 9000)) AS output"));
    assertThat(shown)
        .extracting(sample -> sample.quantized().<Long>getAs("doc_id"))
        .containsExactly(60L, 50L, 99L, 98L, 97L, 96L, 95L, 94L, 93L, 92L, 91L, 90L);
    assertThat(shown)
        .allSatisfy(
            sample -> {
              assertThat(sample.cell()).isEqualTo("q");
              assertThat(sample.quantized().<String>getAs("output"))
                  .startsWith("qx")
                  .hasSize(WorstSamples.CHARACTERS);
              assertThat(sample.quantized().<Integer>getAs("length")).isEqualTo(9001);
              assertThat(sample.baseline().orElseThrow().<String>getAs("output")).startsWith("bx");
              assertThat(sample.baseline().orElseThrow().<Long>getAs("doc_id"))
                  .isEqualTo(sample.quantized().<Long>getAs("doc_id"));
            });
  }

  @Test
  void generated_texts_are_ranked_by_how_little_they_are_like_the_baselines() {
    assertThat(worst(samples("0 AS repeat, map('edit', abs(id - 40) / 100D) AS similarity")))
        .extracting(sample -> sample.quantized().<Long>getAs("doc_id"))
        .startsWith(40L, 39L, 41L);
  }

  @Test
  void files_of_an_earlier_version_and_none_at_all_have_samples_too() {
    assertThat(worst(samples("'k' AS kind")))
        .hasSize(12)
        .allMatch(sample -> sample.baseline().isPresent());
    assertThat(worst(samples("'k' AS kind").filter("cell != 'b'")))
        .hasSize(12)
        .allMatch(sample -> sample.baseline().isEmpty());
    assertThat(worst(samples("'k' AS kind").filter("false"))).isEmpty();
    assertThat(categories(samples("'k' AS kind"))).isEmpty();
  }

  @Test
  void categories_are_counted_by_value_and_those_of_single_items_left_out() {
    List<Row> rows =
        categories(
            samples(
                "id % 4 > 0 AS correct, if(cell = 'q', true, null) AS baseline_correct, 0 AS shots,"
                    + " map('depth', cast(id % 2 * 50 AS string), 'name', cast(id AS string)) AS facts"));
    assertThat(rows).extracting(row -> row.getAs("category")).containsOnly("depth");
    assertThat(rows)
        .extracting(Row::mkString)
        .containsExactly("mquantdepth0502550", "mquantdepth50505050");
  }
}
