package io.quantgrid.jobs.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.LocalSpark;
import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.sweep.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What analysis says of a small generated output, whose effects are known. */
class ScaleDataTest {
  private static final int CELLS = 3 * 9 * 10;
  private static final int ITEMS = 80;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static OutputFolder output;
  private static PlanJson plan;
  private static List<Row> variants;

  @BeforeAll
  static void generate() throws IOException {
    spark = LocalSpark.session(2);
    output = OutputFolder.open(folder.toString(), new Configuration());
    plan = ScaleData.write(spark, output, (long) CELLS * ITEMS, 1);
    variants = Conclusion.write(spark, plan, output, Failures.reasons(output));
    Views.register(spark, output);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static long count(String query) {
    return spark.sql(query).first().getLong(0);
  }

  @Test
  void all_cells_are_there_but_the_one_that_failed() {
    assertThat(plan.cells()).hasSize(CELLS);
    assertThat(count("SELECT count(*) FROM samples")).isEqualTo((CELLS - 1L) * ITEMS);
    assertThat(count("SELECT count(DISTINCT kind) FROM samples")).isEqualTo(4);
    assertThat(count("SELECT count(*) FROM cells WHERE status = 'done'")).isEqualTo(CELLS - 1L);
    assertThat(count("SELECT count(*) FROM cells WHERE status = 'failed'")).isEqualTo(1);
  }

  @Test
  void every_test_is_needed_and_every_compared_cell_has_all_its_pairs() {
    assertThat(count("SELECT count(DISTINCT test) FROM comparisons")).isEqualTo(3);
    assertThat(count("SELECT count(*) FROM comparisons WHERE pairs <> " + ITEMS)).isZero();
    assertThat(count("SELECT count(*) FROM comparisons")).isEqualTo(3 * 8 * 10 - 1L);
  }

  @Test
  void large_losses_are_found_and_none_where_nothing_is_lost() {
    assertThat(variants).hasSize(27);
    for (Row variant : variants) {
      String verdict = variant.getAs("verdict");
      switch (variant.<String>getAs("format")) {
        case "baseline" -> assertThat(verdict).isNull();
        case "kv2" -> assertThat(verdict).isEqualTo("worse");
        case "w8a8-fp" -> assertThat(verdict).isNotIn("worse", "better");
        default -> assertThat(verdict).isNotEqualTo("better");
      }
    }
  }
}
