package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.OutputLock;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommandsTest {
  private static Session session;
  private static SmallSweep sweep;

  @TempDir Path temporary;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    sweep = SmallSweep.shared();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void a_run_prints_its_table_and_nothing_else() {
    assertThat(sweep.first().outLines())
        .startsWith(sweep.first().outLines().get(0))
        .filteredOn(line -> line.startsWith("pocket-s "))
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).contains("baseline  none"),
            line -> assertThat(line).contains("w8a8-int  rtn"),
            line -> assertThat(line).contains("kv4       none"));
    assertThat(sweep.first().outLines().get(0)).startsWith("model     format    method");
    assertThat(sweep.first().out()).doesNotContain("WARN", "ERROR", "units");
  }

  @Test
  void a_run_tells_its_stages_in_order_on_standard_error() {
    assertThat(sweep.first().errLines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("small: 3 variants, 9 cells, on local["),
            line -> assertThat(line).isEqualTo("quantize: 1 unit"),
            line -> assertThat(line).startsWith("quantize: 1 of 1 units in "),
            line -> assertThat(line).isEqualTo("baselines: 3 units"),
            line -> assertThat(line).startsWith("baselines: 3 of 3 units in "),
            line -> assertThat(line).isEqualTo("evaluate: 6 units"),
            line -> assertThat(line).startsWith("evaluate: 6 of 6 units in "),
            line -> assertThat(line).isEqualTo("merge: 3 units"),
            line -> assertThat(line).startsWith("merge: 3 of 3 units in "),
            line ->
                assertThat(line)
                    .startsWith("54 samples evaluated in ")
                    .contains("(9 units done, 0 failed, 0 were there)")
                    .endsWith("/report/index.html"));
  }

  @Test
  void a_run_leaves_what_the_design_names() {
    assertThat(sweep.output().toFile().list())
        .contains("sweep.yaml", "plan.json", "samples", "cells", "variants", "baseline", "report")
        .doesNotContain("_lock");
    assertThat(sweep.output().resolve("report/index.html")).content().contains("<html", "kv4");
  }

  @Test
  void a_second_run_does_nothing_and_prints_the_same() throws IOException {
    Map<String, String> before = SmallSweep.files(sweep.output().resolve("samples"));
    Ran second = Ran.of("run", sweep.file());
    assertThat(second.code()).isZero();
    assertThat(second.out()).isEqualTo(sweep.first().out());
    assertThat(second.errLines())
        .singleElement()
        .asString()
        .startsWith("Everything is done")
        .endsWith("report/index.html");
    assertThat(SmallSweep.files(sweep.output().resolve("samples"))).isEqualTo(before);
  }

  @Test
  void a_plan_writes_nothing() throws IOException {
    Path none = temporary.resolve("none");
    Ran plan = Ran.of("plan", sweep.file(), "--set", "output=" + none);
    assertThat(plan.code()).isZero();
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out())
        .contains(
            "pocket-s  llama    1,049,728", "int8/channel", "3 variants, 9 cells, 54 samples");
    assertThat(none).doesNotExist();
  }

  @Test
  void a_plan_says_which_way_each_variant_runs_within_a_memory_limit_and_why() {
    assertThat(Ran.of("plan", sweep.file(), "--set", "memory.limit=1GiB").out())
        .contains("pocket-s, baseline: resident, since all weights with states take ")
        .contains("pocket-s, w8a8-int: resident")
        .contains("memory.limit is 1.0 GiB");
    Ran small = Ran.of("plan", sweep.file(), "--set", "memory.limit=1MiB");
    assertThat(small.code()).isNotZero();
    assertThat(small.err())
        .contains("memory.limit: 1 MiB (expected at least ")
        .contains("for baseline of pocket-s");
  }

  @Test
  void a_plan_says_how_each_format_will_compute_and_why() {
    Ran plan = Ran.of("plan", sweep.file());
    assertThat(plan.out())
        .contains(
            "w8a8-int: native, since the engine has a kernel for int8 weights and int8 inputs",
            "kv4: simulated, since attention computes with dequantized KV entries");
    assertThat(Ran.of("plan", sweep.file(), "--set", "compute=simulated").out())
        .contains("w8a8-int: simulated, since the sweep says compute: simulated");
  }

  @Test
  void a_report_makes_tables_and_page_anew() throws IOException {
    Path copy = sweep.copy(temporary.resolve("copy"));
    String page = Files.readString(copy.resolve("report/index.html"));
    delete(copy.resolve("cells"));
    delete(copy.resolve("report"));
    Ran report = Ran.of("report", copy.toString());
    assertThat(report.code()).isZero();
    assertThat(report.err()).isEmpty();
    assertThat(report.out())
        .startsWith(sweep.first().out())
        .contains("\npocket-s, w8a8-int · rtn: ", "\npocket-s, kv4: ")
        .endsWith("\npage: " + copy + "/report/index.html\n");
    assertThat(copy.resolve("report/index.html")).hasContent(page);
    assertThat(copy.resolve("cells")).isNotEmptyDirectory();
  }

  @Test
  void what_is_no_output_is_refused_by_every_command_that_reads_one() {
    for (String folder : List.of(temporary.toString(), temporary.resolve("none").toString())) {
      for (String[] command :
          List.of(
              new String[] {"report", folder},
              new String[] {"sql", folder, "SELECT 1"},
              new String[] {"clean", folder})) {
        Ran ran = Ran.of(command);
        assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.errLines())
            .containsExactly(
                "Cannot read "
                    + folder
                    + ": no plan.json in it (expected the output folder of a sweep that was run)");
      }
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void a_file_system_that_is_not_there_is_one_line() {
    Ran ran = Ran.of("report", "nowhere://bucket/out");
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.errLines())
        .singleElement()
        .asString()
        .startsWith("Cannot open output nowhere://bucket/out: ")
        .contains("nowhere");
  }

  @Test
  void an_output_in_use_is_refused() throws Exception {
    Path copy = sweep.copy(temporary.resolve("copy"));
    Map<String, String> before = SmallSweep.files(copy);
    try (OutputLock lock =
        OutputLock.acquire(OutputFolder.open(copy.toString(), new Configuration()))) {
      lock.check();
      for (String[] command :
          List.of(
              new String[] {"run", sweep.file(), "--set", "output=" + copy},
              new String[] {"clean", copy.toString()})) {
        Ran ran = Ran.of(command);
        assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.errLines())
            .last()
            .asString()
            .startsWith("Cannot run on output " + copy + ": in use by process ")
            .endsWith("(expected one run at a time)");
        assertThat(ran.err()).doesNotContain("\tat ");
      }
    }
    assertThat(SmallSweep.files(copy)).isEqualTo(before);
  }

  @Test
  void clean_removes_what_dead_runs_left_and_leaves_rows() throws IOException {
    Path copy = sweep.copy(temporary.resolve("copy"));
    Map<String, String> before = SmallSweep.files(copy);
    Files.createDirectories(copy.resolve("_attempts"));
    Files.writeString(copy.resolve("_attempts/some-unit.1"), "rows of a dead run");
    Path half = Files.createDirectories(copy.resolve("variants/half"));
    Files.writeString(half.resolve("model.safetensors"), "half");
    Ran clean = Ran.of("clean", copy.toString());
    assertThat(clean.code()).isZero();
    assertThat(clean.outLines())
        .containsExactly(
            "_attempts/some-unit.1",
            "variants/half/model.safetensors",
            "2 files removed, 22 bytes");
    assertThat(half).doesNotExist();
    assertThat(SmallSweep.files(copy)).isEqualTo(before);
    assertThat(SmallSweep.count(copy)).isEqualTo(SmallSweep.CELLS * SmallSweep.SAMPLES);
  }

  @Test
  void clean_unused_removes_what_the_last_plan_does_not_name() throws IOException {
    Path copy = sweep.copy(temporary.resolve("copy"));
    Ran narrower =
        Ran.of(
            "run",
            sweep.file(),
            "--set",
            "output=" + copy,
            "--set",
            "tasks=[pocket_ethics]",
            "--set",
            "formats=[kv4]");
    assertThat(narrower.code()).isZero();
    assertThat(SmallSweep.count(copy)).isEqualTo(SmallSweep.CELLS * SmallSweep.SAMPLES);
    Ran clean = Ran.of("clean", "--unused", copy.toString());
    assertThat(clean.code()).isZero();
    // ethics stays whole, since its rows share a file
    assertThat(SmallSweep.count(copy)).isEqualTo(3 * SmallSweep.SAMPLES);
    assertThat(clean.outLines())
        .anyMatch(line -> line.contains("task=pocket_stories"))
        .anyMatch(line -> line.startsWith("variants/"))
        .noneMatch(line -> line.contains("task=pocket_ethics"));
    assertThat(copy.resolve("variants")).isEmptyDirectory();
  }

  @Test
  void an_edited_sweep_evaluates_only_what_is_new() throws IOException {
    Path copy = sweep.copy(temporary.resolve("copy"));
    Map<String, Instant> before = started(copy);
    Ran wider =
        Ran.of(
            "run",
            sweep.file(),
            "--set",
            "output=" + copy,
            "--set",
            "formats=[w8a8-int, kv4, kv8]",
            "--set",
            "limits.samples=8");
    assertThat(wider.code()).isZero();
    int raised = SmallSweep.CELLS * 2;
    int added = 3 * 8;
    assertThat(wider.errLines())
        .last()
        .asString()
        .startsWith((raised + added) + " samples evaluated")
        .contains("9 were there");
    Map<String, Instant> after = started(copy);
    assertThat(after).hasSize(12 * 8).containsAllEntriesOf(before);
    assertThat(wider.outLines()).filteredOn(line -> line.startsWith("pocket-s ")).hasSize(4);
  }

  private static Map<String, Instant> started(Path output) throws IOException {
    Map<String, Instant> started = new HashMap<>();
    for (List<SampleRow> rows : SmallSweep.rows(output).values()) {
      rows.forEach(row -> started.put(row.cell() + " " + row.docId(), row.startedAt()));
    }
    return started;
  }

  private static void delete(Path folder) throws IOException {
    org.apache.hadoop.fs.FileUtil.fullyDelete(folder.toFile());
    assertThat(folder).doesNotExist();
  }
}
