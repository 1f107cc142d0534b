package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quantgrid.datasets.code.Sandbox;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two problems as HumanEval has them, several programs each, run in the sandbox. */
class ProgramSweepTest {
  private static final int PROGRAMS = 4;

  /** A fraction in double. */
  private static final double ROUNDING = 1e-12;

  @TempDir Path folder;
  private Path sweep;

  @BeforeEach
  void write() throws IOException {
    Path tasks = Files.createDirectories(folder.resolve("humaneval"));
    Files.writeString(
        tasks.resolve("two.yaml"),
        """
        include: humaneval
        task: two
        dataset_path: json
        dataset_kwargs: {data_files: {test: problems.jsonl}}
        repeats: %d
        generation_kwargs: {until: ["\\n", "'"], max_gen_toks: 6, do_sample: true, temperature: 1.0}
        metric_list: [{metric: !function utils.pass_at_k, k: [1, 2, 4]}]
        """
            .formatted(PROGRAMS));
    // What a model writes is a comment to the first, and what the second returns.
    Files.writeString(
        tasks.resolve("problems.jsonl"),
        """
        {"prompt": "def one():\\n  return 1 #", "entry_point": "one", "test": "def check(f):\\n  assert f() == 1"}
        {"prompt": "def said():\\n  return r'''", "entry_point": "said", "test": "'''\\ndef check(f):\\n  assert len(f()) % 2 == 0"}
        """);
    sweep =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            output: %s
            models: [pocket-s]
            formats: [w8a8-int]
            tasks: [{file: humaneval/two.yaml}]
            """
                .formatted(folder.resolve("out")));
  }

  @Test
  void programs_are_run_only_where_that_is_allowed() {
    Ran ran = Ran.of("run", sweep.toString());
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.err()).contains("allow_code: true, or --allow-code");
    assertThat(folder.resolve("out/samples")).doesNotExist();
  }

  @Test
  void each_problem_has_the_chance_that_one_of_k_programs_passes() throws IOException {
    assumeTrue(Sandbox.available(), "no python3 on the PATH");
    Ran ran = Ran.of("run", sweep.toString(), "--allow-code");
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    Map<String, List<SampleRow>> cells = SmallSweep.rows(folder.resolve("out"));
    assertThat(cells).hasSize(2);
    for (List<SampleRow> rows : cells.values()) {
      assertThat(rows).hasSize(2 * PROGRAMS);
      assertThat(judged(rows, 0).metrics())
          .containsOnly(
              entry("pass@1,create_test", 1.0),
              entry("pass@2,create_test", 1.0),
              entry("pass@4,create_test", 1.0));
      List<String> said =
          rows.stream().filter(row -> row.docId() == 1).map(SampleRow::output).toList();
      int right =
          (int) said.stream().filter(t -> (t.codePointCount(0, t.length()) + 1) % 2 == 0).count();
      Map<String, Double> metrics = judged(rows, 1).metrics();
      assertThat(metrics.get("pass@1,create_test"))
          .isCloseTo((double) right / PROGRAMS, within(ROUNDING));
      assertThat(metrics.get("pass@2,create_test"))
          .isCloseTo(1 - pairs(PROGRAMS - right) / pairs(PROGRAMS), within(ROUNDING));
      assertThat(metrics.get("pass@4,create_test")).isEqualTo(right > 0 ? 1.0 : 0.0);
    }
  }

  private static double pairs(int of) {
    return of * (of - 1) / 2.0;
  }

  private static SampleRow judged(List<SampleRow> rows, long docId) {
    return rows.stream()
        .filter(row -> row.docId() == docId && row.repeat() == 0)
        .findFirst()
        .orElseThrow();
  }
}
