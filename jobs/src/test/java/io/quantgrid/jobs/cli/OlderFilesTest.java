package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.analyse.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.rewrite.ParquetRewriter;
import org.apache.parquet.hadoop.rewrite.RewriteOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output some of whose files were written before columns were added that others have. */
class OlderFilesTest {
  private static final String TASK = "pocket_ethics";

  /** Columns that came later than the first ones. */
  private static final List<String> NEWER =
      List.of("text", "probability", "facts", "gpu", "calibration");

  private static Session session;
  @TempDir static Path folder;
  private static String output;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    Path copy = SmallSweep.shared().copy(folder.resolve("out"));
    output = copy.toString();
    try (Stream<Path> files = Files.list(copy.resolve("samples/model=pocket-s/task=" + TASK))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".parquet")).toList()) {
        makeOlder(file);
      }
    }
  }

  @AfterAll
  static void close() {
    session.close();
  }

  /** Without the newer columns; what the footer says else stays. */
  private static void makeOlder(Path file) throws IOException {
    Path older = folder.resolve("older.parquet");
    RewriteOptions options =
        new RewriteOptions.Builder(
                new Configuration(),
                new org.apache.hadoop.fs.Path(file.toUri()),
                new org.apache.hadoop.fs.Path(older.toUri()))
            .prune(NEWER)
            .build();
    try (ParquetRewriter rewriter = new ParquetRewriter(options)) {
      rewriter.processBlocks();
    }
    Files.move(older, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(session.spark().read().parquet(file.toString()).columns())
        .doesNotContainAnyElementsOf(NEWER)
        .contains("metrics");
  }

  @Test
  void the_report_is_made_again() throws IOException {
    Ran ran = Ran.of("report", output, "--against", SmallSweep.shared().output().toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("9 the same to the last item");
    assertThat(Files.readString(Path.of(output, "report/index.html")))
        .contains(TASK, "pocket_stories")
        .doesNotContain("null</", ">NaN<");
  }

  @Test
  void every_view_can_be_read_and_columns_that_are_not_there_are_null() {
    String counts =
        Views.NAMES.stream()
            .map(name -> "SELECT '" + name + "' AS name, count(*) AS n FROM " + name)
            .collect(Collectors.joining(" UNION ALL "));
    Ran views = Ran.of("sql", output, counts);
    assertThat(views.code()).as(views.err()).isZero();
    assertThat(views.out()).contains(Views.NAMES);
    Ran rows =
        Ran.of(
            "sql",
            output,
            "--format=csv",
            "SELECT task = '"
                + TASK
                + "', count(*), count(text), count(facts) + count(probability)"
                + " FROM samples WHERE kind <> 'rolling' GROUP BY 1 ORDER BY 1");
    assertThat(rows.code()).as(rows.err()).isZero();
    assertThat(rows.out()).contains("true," + 3 * SmallSweep.SAMPLES + ",0,0");
    assertThat(rows.out()).doesNotContain("false," + 3 * SmallSweep.SAMPLES + ",0,");
  }
}
