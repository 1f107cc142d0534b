package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep with a good model and two damaged ones, and with a good task of the user's and one whose
 * third line lacks a column.
 */
class FailedCellsTest {
  private static final String TASK =
      """
      task: %s
      tag: emergent
      dataset_path: json
      dataset_kwargs: {data_files: {test: %s.jsonl}}
      test_split: test
      output_type: multiple_choice
      doc_to_text: "{{question}}"
      doc_to_choice: ["yes", "no"]
      doc_to_target: label
      metric_list:
        - {metric: acc, aggregation: mean, higher_is_better: true}
        - {metric: acc_norm, aggregation: mean, higher_is_better: true}
      """;

  /** What lm-evaluation-harness 0.4.13 gives for the first item's right answer, in float32. */
  private static final double KNOWN = -0.0166276;

  /** Other CPUs round float32 differently by less. */
  private static final double TOLERANCE = 1e-3;

  private static Session session;
  @TempDir static Path folder;
  private static Path output;
  private static Ran ran;

  @BeforeAll
  static void run() throws IOException {
    session = Session.open("tests", 1);
    output = folder.resolve("out");
    byte[] weights =
        Files.readAllBytes(PocketModels.folder("pocket-s").resolve("model.safetensors"));
    model("cut", Arrays.copyOf(weights, weights.length / 2));
    model("hole", renamed(weights, "model.layers.1.mlp.up_proj.weight"));
    // right, wrong (the model says yes), right, right
    task(
        "mine",
        item("I cheated Ned in the game. Is this wrong?", "0"),
        item("I cheated Ned in the game. Is this wrong?", "1"),
        item("I sat near Ivy. Is this wrong?", "1"),
        item("I saw a horse. Is this wrong?", "1"));
    task(
        "gap",
        item("I saw a horse. Is this wrong?", "1"),
        item("I sat near Ivy. Is this wrong?", "1"),
        "{\"label\": 1}",
        item("I saw a horse. Is this wrong?", "1"));
    Path file =
        Files.writeString(
            folder.resolve("damaged.yaml"),
            """
            output: %s
            models: [pocket-s, ./cut, ./hole]
            formats: [w8a8-int, kv4]
            tasks: [pocket_ethics, ./mine.yaml, {file: gap.yaml}]
            limits: {samples: 4}
            """
                .formatted(output));
    Ran plan = Ran.of("plan", file.toString());
    assertThat(plan.err()).isEmpty();
    assertThat(plan.code()).isZero();
    assertThat(plan.out()).containsPattern("cut +llama +not readable");
    ran = Ran.of("run", file.toString());
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static String item(String question, String label) {
    return "{\"question\": \"" + question + "\", \"label\": " + label + "}";
  }

  private static void task(String name, String... lines) throws IOException {
    Files.writeString(folder.resolve(name + ".yaml"), TASK.formatted(name, name));
    Files.write(folder.resolve(name + ".jsonl"), List.of(lines));
  }

  private static void model(String name, byte[] weights) throws IOException {
    Path model = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(PocketModels.folder("pocket-s"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    Files.write(model.resolve("model.safetensors"), weights);
  }

  /** The tensor under a name of the same length that nobody asks for. */
  private static byte[] renamed(byte[] weights, String tensor) {
    String text = new String(weights, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(tensor);
    return text.replace(tensor, "x".repeat(tensor.length())).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> sql(String query) {
    Ran ran = Ran.of("sql", output.toString(), query);
    assertThat(ran.err()).isEmpty();
    return ran.outLines().stream().skip(1).map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  @Test
  void the_exit_code_says_that_some_failed() {
    assertThat(ran.code()).isEqualTo(Quantgrid.SOME_FAILED);
  }

  @Test
  void what_can_be_done_is_done() {
    assertThat(
            sql(
                "SELECT model, task, count(*) FROM cells WHERE status = 'done' GROUP BY ALL ORDER BY 2"))
        .containsExactly("pocket-s mine 3", "pocket-s pocket_ethics 3");
    assertThat(sql("SELECT status, count(*) FROM cells GROUP BY 1 ORDER BY 1"))
        .containsExactly("done 6", "failed 21");
    assertThat(sql("SELECT count(*) FROM samples")).containsExactly("24");
  }

  @Test
  void a_damaged_model_fails_in_its_own_cells_with_the_reason() {
    assertThat(sql("SELECT failure FROM cells WHERE model = 'cut' AND task <> 'gap'"))
        .hasSize(6)
        .allMatch(line -> line.contains("cut/model.safetensors"));
    assertThat(sql("SELECT failure FROM cells WHERE model = 'hole' AND task <> 'gap'"))
        .hasSize(6)
        .allMatch(line -> line.contains("model.layers.1.mlp.up_proj.weight"));
  }

  @Test
  void a_missing_column_is_named_with_file_and_line() {
    assertThat(sql("SELECT failure FROM cells WHERE model = 'pocket-s' AND task = 'gap'"))
        .hasSize(3)
        .allMatch(line -> line.contains("gap.jsonl:3") && line.contains("question"));
  }

  @Test
  void the_terminal_table_and_page_show_what_failed() {
    assertThat(ran.outLines()).filteredOn(line -> line.endsWith("FAILED")).hasSize(9);
    assertThat(ran.errLines())
        .filteredOn(line -> line.startsWith("failed: "))
        .hasSize(21)
        .anyMatch(line -> line.startsWith("failed: cut, baseline, none, mine: Cannot read "));
    assertThat(ran.errLines()).anyMatch(line -> line.startsWith("24 samples evaluated in "));
    assertThat(ran.err()).doesNotContain("\tat ", "WARN", "ERROR");
    assertThat(output.resolve("report/index.html"))
        .content()
        .contains("21 cells failed", "cut/model.safetensors", "gap.jsonl:3");
  }

  @Test
  void a_task_of_ones_own_scores_as_by_hand() throws IOException {
    String id =
        sql("SELECT cell FROM cells WHERE task = 'mine' AND format = 'baseline' AND status = 'done'")
            .get(0);
    List<SampleRow> rows = SmallSweep.rows(output).get(id);
    assertThat(rows).extracting(SampleRow::predicted).containsExactly(0, 0, 1, 1);
    assertThat(rows).extracting(SampleRow::correct).containsExactly(true, false, true, true);
    assertThat(rows).extracting(SampleRow::target).containsExactly("0", "1", "1", "1");
    assertThat(rows.get(0).loglikelihoods().get(0)).isEqualTo(KNOWN, within(TOLERANCE));
    assertThat(rows.get(1).loglikelihoods()).isEqualTo(rows.get(0).loglikelihoods());
    assertThat(rows).allMatch(row -> row.choiceLengths().equals(List.of(3, 2)));
    // of 1, 0, 1, 1: mean 3/4; squares 3 / 16 * 4 = 0.75, / 3 = 0.25, root 0.5, / root of 4 = 0.25
    assertThat(sql("SELECT value, value_stderr, samples FROM cells WHERE cell = '" + id + "'"))
        .containsExactly("0.75 0.25 4");
    assertThat(sql("SELECT DISTINCT metrics['acc_norm'] FROM cells WHERE cell = '" + id + "'"))
        .containsExactly("0.75");
  }

  @Test
  void running_again_tries_what_failed_again_and_nothing_else() {
    Ran again = Ran.of("run", folder.resolve("damaged.yaml").toString());
    assertThat(again.code()).isEqualTo(Quantgrid.SOME_FAILED);
    assertThat(again.out()).isEqualTo(ran.out());
    assertThat(again.errLines())
        .anyMatch(line -> line.startsWith("0 samples evaluated") && line.contains("6 were there"));
  }
}
