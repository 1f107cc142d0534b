package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.jobs.expect.Expectations;
import io.quantgrid.jobs.report.Choice;
import io.quantgrid.jobs.report.Limits;
import io.quantgrid.jobs.report.VariantVerdict;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep that ran with one calibration, then went on with two. */
class CalibratedSweepTest {
  /** Sums of the same doubles in another order. */
  private static final double ROUNDING = 1e-9;

  private static final int SAMPLES = 8;
  private static final String STORIES = "pocket_stories-4x32";
  private static final String NOISE = "noise";

  @TempDir private static Path folder;

  private static Session session;
  private static String output;
  private static Map<String, List<SampleRow>> first;
  private static Map<String, List<SampleRow>> samples;
  private static Ran went;
  private static SparkSession spark;

  @TempDir private Path temporary;

  @BeforeAll
  static void run() throws IOException {
    session = Session.open("tests", 1);
    output = folder.resolve("out").toString();
    Path sweep =
        Files.writeString(
            folder.resolve("calibrated.yaml"),
            """
            output: %s
            models: [pocket-s]
            formats: [w3]
            methods: [rtn, gptq]
            tasks: [pocket_ethics, pocket_stories]
            limits: {samples: %d}
            calibration: {task: pocket_stories, samples: 4, tokens: 32}
            """
                .formatted(output, SAMPLES));
    Ran one = Ran.of("run", sweep.toString());
    assertThat(one.code()).describedAs(one.err()).isZero();
    assertThat(one.out()).doesNotContain("calibration");
    first = SmallSweep.rows(Path.of(output));
    Files.writeString(
        sweep,
        Files.readString(sweep)
            .replace(
                "{task: pocket_stories, samples: 4, tokens: 32}",
                "[{task: pocket_stories, samples: 4, tokens: 32},"
                    + " {name: noise, random: tokens, samples: 4, tokens: 32}]"));
    went = Ran.of("run", sweep.toString());
    assertThat(went.code()).describedAs(went.err()).isZero();
    samples = SmallSweep.rows(Path.of(output));
    spark = new ViewedSweep(folder(), samples).registered(session.spark());
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static OutputFolder folder() throws IOException {
    return OutputFolder.open(output, new Configuration());
  }

  private static List<Map<String, Object>> table(String query) {
    return ViewedSweep.rows(spark.sql(query));
  }

  @Test
  void what_ran_with_one_calibration_is_kept_to_the_last_byte_of_its_rows() {
    assertThat(went.err()).contains("(2 units done, 0 failed, 6 were there)");
    assertThat(samples).containsAllEntriesOf(first);
    Set<String> added = new HashSet<>(samples.keySet());
    added.removeAll(first.keySet());
    assertThat(added).hasSize(2);
    assertThat(added)
        .allSatisfy(
            cell ->
                assertThat(samples.get(cell))
                    .hasSize(SAMPLES)
                    .extracting(SampleRow::calibration)
                    .containsOnly(NOISE));
    assertThat(first.values())
        .allSatisfy(
            rows ->
                assertThat(rows)
                    .extracting(SampleRow::calibration)
                    .containsOnly(rows.get(0).method().equals("gptq") ? STORIES : null));
  }

  @Test
  void running_it_again_does_nothing() {
    Ran again = Ran.of("run", folder.resolve("calibrated.yaml").toString());
    assertThat(again.out()).isEqualTo(went.out());
    assertThat(again.err()).startsWith("Everything is done");
  }

  @Test
  void the_matrix_has_a_row_for_each_calibration_and_task_with_what_plain_loops_give() {
    List<Row> rows =
        spark
            .sql("SELECT * FROM calibration_matrix WHERE method = 'gptq' ORDER BY position")
            .collectAsList();
    assertThat(rows)
        .extracting(row -> row.getAs("calibration") + " " + row.getAs("task"))
        .containsExactly(
            STORIES + " pocket_ethics",
            STORIES + " pocket_stories",
            NOISE + " pocket_ethics",
            NOISE + " pocket_stories");
    assertThat(rows)
        .extracting(row -> row.<String>getAs("calibration_source"))
        .containsExactly("pocket_stories", "pocket_stories", "random tokens", "random tokens");
    for (Row row : rows) {
      assertThat(row.<Long>getAs("calibrations")).isEqualTo(2);
      assertThat(row.<Integer>getAs("calibration_samples")).isEqualTo(4);
      assertThat(row.<Integer>getAs("calibration_tokens")).isEqualTo(32);
      assertThat(row.<Long>getAs("calibration_seed")).isEqualTo(1);
      String baseline =
          spark
              .table("cells")
              .filter("cell = '" + row.getAs("cell") + "'")
              .head()
              .getAs("baseline_cell");
      boolean stories = row.getAs("task").equals("pocket_stories");
      double value = figure(row.getAs("cell"), stories);
      double before = figure(baseline, stories);
      assertThat(row.<Double>getAs("value")).isEqualTo(value, within(ROUNDING * value));
      assertThat(row.<Double>getAs("recovery"))
          .isEqualTo(100 * (stories ? before / value : value / before), within(100 * ROUNDING));
    }
    assertThat(rows.get(1).<Double>getAs("value"))
        .as("weights that were fitted to other texts")
        .isNotEqualTo(rows.get(3).<Double>getAs("value"));
    List<Map<String, Object>> expected =
        new ExpectedViews(samples, table("SELECT * FROM cells"), List.of(), List.of())
            .of("calibration_matrix");
    for (Map<String, Object> row : expected) {
      Map<String, Object> found =
          table("SELECT * FROM calibration_matrix WHERE cell = '" + row.get("cell") + "'").get(0);
      row.forEach(
          (name, value) -> {
            if (value instanceof Double number) {
              assertThat((Double) found.get(name))
                  .as(name)
                  .isEqualTo(number, within(100 * ROUNDING));
            } else {
              assertThat(found.get(name)).as(name).hasToString(String.valueOf(value));
            }
          });
    }
  }

  /** Accuracy, or perplexity per word. */
  private static double figure(String cell, boolean perplexity) {
    double sum = 0;
    double weight = 0;
    for (SampleRow row : samples.get(cell)) {
      sum += perplexity ? -row.loglikelihoods().get(0) : row.metrics().get("acc");
      weight += perplexity ? row.words() : 1;
    }
    return perplexity ? Math.exp(sum / weight) : sum / weight;
  }

  @Test
  void variants_that_differ_by_it_alone_are_told_apart_wherever_they_are_named() throws Exception {
    assertThat(went.out()).containsPattern("pocket-s +w3 +gptq +" + STORIES);
    assertThat(went.out()).containsPattern("pocket-s +w3 +gptq +" + NOISE);
    assertThat(went.out()).containsPattern("pocket-s +w3 +rtn +-");
    List<Row> variants = spark.sql("SELECT * FROM variants ORDER BY position").collectAsList();
    assertThat(VariantVerdict.of(variants, List.of()))
        .extracting(VariantVerdict::variant)
        .containsExactly("w3 · rtn", "w3 · gptq · " + STORIES, "w3 · gptq · " + NOISE);
    Limits limits =
        new Limits(OptionalLong.empty(), OptionalDouble.of(1e6), OptionalDouble.of(1e-6));
    assertThat(Choice.of(variants, limits).get(0)).containsPattern("is w3 · (rtn|gptq · \\S+) \\(");
    String page = Files.readString(Path.of(output, "report/index.html"));
    assertThat(page)
        .contains("<small>gptq · " + STORIES + "</small>")
        .contains("\"w3 · gptq · " + NOISE + "\"")
        .contains("<dd>random tokens, 4 texts of at most 32 tokens, seed 1</dd>");
    assertThat(table("SELECT * FROM variants WHERE method = 'gptq' ORDER BY position"))
        .extracting(row -> row.get("calibration") + " " + row.get("calibrations"))
        .containsExactly(STORIES + " 2", NOISE + " 2");
    for (String name :
        List.of("recovery", "paired", "divergence", "efficiency", "pareto", "by_category")) {
      assertThat(table("SELECT DISTINCT calibration FROM " + name + " WHERE method = 'gptq'"))
          .as(name)
          .hasSize(2);
    }
    assertThat(table("SELECT DISTINCT calibration, weights_id FROM layers")).hasSize(3);
  }

  @Test
  void exports_are_told_apart_too() throws IOException {
    Path to = temporary.resolve("lm-eval");
    assertThat(Ran.of("samples", output, "--to", "lm-eval", "--out", to.toString()).code())
        .isZero();
    try (Stream<Path> folders = Files.list(to)) {
      assertThat(folders.map(path -> path.getFileName().toString()).filter(n -> n.contains("__")))
          .containsExactlyInAnyOrder(
              "pocket-s__baseline__none",
              "pocket-s__w3__rtn",
              "pocket-s__w3__gptq__" + STORIES,
              "pocket-s__w3__gptq__" + NOISE);
    }
    Path exported = temporary.resolve("exported");
    Ran several = Ran.of("export", output, "--method", "gptq", "--to", exported.toString());
    assertThat(several.err())
        .contains("2 variants of that --model, --format, --method and --calibration")
        .contains("pocket-s, w3, gptq, " + NOISE);
    Ran one =
        Ran.of(
            "export",
            output,
            "--method",
            "gptq",
            "--calibration",
            NOISE,
            "--to",
            exported.toString());
    assertThat(one.code()).describedAs(one.err()).isZero();
    assertThat(one.out()).contains("pocket-s, w3, gptq, " + NOISE);
  }

  @Test
  void expectations_are_of_one_or_of_all() {
    Expectations all = Expectations.of(output).method("gptq").task("pocket_stories");
    assertThat(all.recovery("w3"))
        .isEqualTo(
            (all.calibration(STORIES).recovery("w3") + all.calibration(NOISE).recovery("w3")) / 2,
            within(100 * ROUNDING));
  }

  @Test
  void a_plan_tells_them_apart() {
    Ran plan = Ran.of("plan", folder.resolve("calibrated.yaml").toString());
    assertThat(plan.out())
        .containsPattern("model +format +method +calibration ")
        .containsPattern("w3 +gptq +" + NOISE)
        .contains("4 variants, 8 cells");
    Path example = Launcher.PROJECT.resolve("conf/calibrations.yaml");
    assertThat(Ran.of("plan", example.toString()).out())
        .contains("15 variants, 165 cells, 16,500 samples");
  }
}
