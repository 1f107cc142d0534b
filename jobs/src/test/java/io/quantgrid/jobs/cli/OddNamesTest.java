package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.datasets.pocket.PocketModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose folder, model, format and task have names with a meaning in paths and URIs. */
class OddNamesTest {
  private static final String FOLDER = "100 % out%41 + ünï#1";
  private static final String MODEL = "mo%2Fdel 5%=ß;ö";
  private static final String FORMAT = "w8 a%20b & <i>";
  private static final String TASK = "ethik 50 % [ü]";
  private static final int SAMPLES = 3;

  private static Session session;
  @TempDir static Path folder;
  private static Path output;

  @BeforeAll
  static void run() throws IOException {
    session = Session.open("tests", 1);
    output = folder.resolve(FOLDER);
    Path sweep =
        Files.writeString(
            folder.resolve("odd.yaml"),
            """
            name: "odd 100 %% ünï"
            output: "%s"
            models: [{name: "%s", path: "%s"}]
            formats: [{name: "%s", weights: int8/channel/sym}]
            tasks: [{task: pocket_ethics, name: "%s"}, pocket_instruction]
            limits: {samples: %d}
            """
                .formatted(output, MODEL, PocketModels.folder("pocket-s"), FORMAT, TASK, SAMPLES));
    Ran ran = Ran.of("run", sweep.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains(MODEL, FORMAT);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void rows_are_found_under_their_names() {
    String where =
        " WHERE model = '%s' AND format = '%s' AND task = '%s'".formatted(MODEL, FORMAT, TASK);
    Ran ran =
        Ran.of(
            "sql",
            output.toString(),
            "--format=csv",
            "SELECT 'samples', count(*) FROM samples"
                + where
                + " UNION ALL SELECT 'cells', count(*) FROM cells"
                + where
                + " UNION ALL SELECT 'recovery', count(*) FROM recovery"
                + where);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("samples," + SAMPLES, "cells,1", "recovery,1");
  }

  @Test
  void duckdb_reads_them_with_the_script_that_it_is_given() throws Exception {
    Ran script = Ran.of("sql", output.toString(), "--views", "--for", "duckdb");
    assertThat(script.code()).as(script.err()).isZero();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(script.out());
      try (ResultSet found =
          statement.executeQuery(
              "SELECT count(*) FROM samples WHERE model = '%s' AND format = '%s' AND task = '%s'"
                  .formatted(MODEL, FORMAT, TASK))) {
        assertThat(found.next()).isTrue();
        assertThat(found.getInt(1)).isEqualTo(SAMPLES);
      }
    }
  }

  @Test
  void the_page_is_made_again_and_says_them_as_text() throws IOException {
    Ran ran = Ran.of("report", output.toString(), "--against", output.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("4 the same to the last item");
    String page = Files.readString(output.resolve("report/index.html"));
    assertThat(page)
        .contains(MODEL, TASK, "w8 a%20b &amp; &lt;i&gt;", "odd 100 % ünï")
        .doesNotContain("<i>");
  }

  @Test
  void other_programs_get_files_of_their_own() throws IOException {
    Path to = folder.resolve("written 5% ü");
    Ran ran = Ran.of("samples", output.toString(), "--to", "lm-eval", "--out", to.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    try (Stream<Path> files = Files.walk(to)) {
      assertThat(files.filter(file -> file.toString().endsWith(".jsonl"))).hasSize(4);
    }
  }
}
