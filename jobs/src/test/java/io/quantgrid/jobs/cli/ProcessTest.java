package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a whole process: both streams to the last line, signals, memory. */
@EnabledOnOs(OS.LINUX)
class ProcessTest {
  @TempDir Path folder;
  private Launcher launcher;
  private Path output;

  @BeforeEach
  void tree() throws IOException {
    launcher = new Launcher(Files.createDirectory(folder.resolve("home")));
    output = folder.resolve("out");
  }

  private String sweep(String rest) throws IOException {
    return Files.writeString(
            folder.resolve("whole.yaml"), "name: whole\noutput: " + output + "\n" + rest)
        .toString();
  }

  @Test
  void a_whole_run_writes_not_one_line_that_is_not_its_own() throws Exception {
    String file =
        sweep(
            """
            models: [pocket-s]
            formats: [w8a8-int]
            tasks: [pocket_ethics]
            limits: {samples: 4}
            """);
    Ran ran = launcher.run("run", file);
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(ran.errLines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("whole: 2 variants, 2 cells, on local["),
            line -> assertThat(line).isEqualTo("quantize: 1 unit"),
            line -> assertThat(line).startsWith("quantize: 1 of 1 units in "),
            line -> assertThat(line).isEqualTo("baselines: 1 unit"),
            line -> assertThat(line).startsWith("baselines: 1 of 1 units in "),
            line -> assertThat(line).isEqualTo("evaluate: 1 unit"),
            line -> assertThat(line).startsWith("evaluate: 1 of 1 units in "),
            line -> assertThat(line).isEqualTo("merge: 1 unit"),
            line -> assertThat(line).startsWith("merge: 1 of 1 units in "),
            line -> assertThat(line).startsWith("8 samples evaluated in "));
    assertThat(ran.outLines().get(0)).startsWith("model ");
    assertThat(ran.outLines()).hasSize(6);
    Ran sql = launcher.run("sql", output.toString(), "SELECT count(*) AS n FROM samples");
    assertThat(sql.err()).isEmpty();
    assertThat(sql.out()).isEqualTo("n\n8\n");
  }

  @Test
  void an_interrupted_run_says_so_and_leaves_nothing_in_flight() throws Exception {
    String file =
        sweep(
            """
            models: [pocket-m]
            formats: [w8a8-int, kv4]
            tasks: [pocket_instruction, pocket_stories]
            """);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process = launcher.start(launcher.script(), out, err, "run", file);
    while (process.isAlive() && !isInFlight()) {
      Thread.sleep(20);
    }
    new ProcessBuilder("/bin/kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Ran ran = Launcher.end(process, out, err);
    assertThat(ran.code()).describedAs(ran.err()).isEqualTo(130);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errLines())
        .last()
        .isEqualTo("Interrupted. What is done is kept: the same command goes on from there.");
    assertThat(ran.err()).doesNotContain("\tat ", "WARN", "ERROR");
    assertThat(isInFlight()).isFalse();
    assertThat(output.resolve("failures")).doesNotExist();
    Ran next = Ran.of("run", file, "--set", "limits.samples=1", "--set", "formats=[kv4]");
    assertThat(next.code()).describedAs(next.err()).isZero();
    assertThat(next.err()).doesNotContain("suspects");
  }

  private boolean isInFlight() throws IOException {
    Path attempts = output.resolve("_attempts");
    if (!Files.isDirectory(attempts)) {
      return false;
    }
    try (Stream<Path> files = Files.list(attempts)) {
      return files.anyMatch(file -> file.toString().endsWith(".running"));
    }
  }

  /** Writes and reads half a gigabyte. */
  @Test
  @Tag("full")
  void a_cell_without_enough_memory_fails_and_the_others_finish() throws Exception {
    Files.writeString(
        folder.resolve("huge.yaml"),
        """
        task: huge
        dataset_path: json
        dataset_kwargs: {data_files: {test: huge.jsonl}}
        test_split: test
        output_type: loglikelihood_rolling
        doc_to_text: ""
        doc_to_target: "{{text}}"
        metric_list:
          - {metric: word_perplexity, aggregation: weighted_perplexity, higher_is_better: false}
        """);
    // small items where plans look at them, then 30 of 15 MB: more than the heap
    try (BufferedWriter writer = Files.newBufferedWriter(folder.resolve("huge.jsonl"))) {
      for (int i = 0; i < 62; i++) {
        writer.write("{\"text\": \"" + "a b ".repeat(i < 32 ? 4 : 15 << 18) + "\"}\n");
      }
    }
    String file =
        sweep(
            """
            models: [pocket-s]
            formats: [kv4]
            tasks: [./huge.yaml, pocket_ethics]
            limits: {samples: 100}
            """);
    Ran ran = launcher.with("QUANTGRID_JAVA_OPTS", "-Xmx512m").run("run", file);
    assertThat(ran.code()).describedAs(ran.err()).isEqualTo(Quantgrid.SOME_FAILED);
    assertThat(ran.errLines())
        .anyMatch(
            line ->
                line.startsWith("failed: pocket-s, baseline, none, huge: ")
                    && line.contains("OutOfMemoryError"))
        .noneMatch(line -> line.startsWith("failed:") && line.endsWith("pocket_ethics"));
    assertThat(SmallSweep.rows(output)).hasSize(2);
  }
}
