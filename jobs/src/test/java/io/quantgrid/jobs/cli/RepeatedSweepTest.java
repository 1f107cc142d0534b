package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quantgrid.core.evaluate.Turns;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.datasets.pocket.PocketTasks;
import io.quantgrid.jobs.expect.Expectations;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose tasks are asked in a chat template, one of them for several sampled texts. */
class RepeatedSweepTest {
  @TempDir Path folder;

  private Path sweep(String output) throws IOException {
    Files.writeString(
        folder.resolve("sampled.yaml"),
        """
        include: %s
        task: sampled
        repeats: 3
        generation_kwargs: {until: ["<|end|>"], max_gen_toks: 12, temperature: 1.0}
        """
            .formatted(PocketTasks.file("pocket_instruction_chat")));
    return Files.writeString(
        folder.resolve("sweep.yaml"),
        """
        output: %s
        models: [pocket-s]
        formats: [w8a8-int]
        chat: multiturn
        tasks:
          - {file: sampled.yaml, shots: 1, name: drawn}
          - {task: pocket_ethics, chat: singleturn, system: Be kind.}
        limits: {samples: 4}
        """
            .formatted(folder.resolve(output)));
  }

  @Test
  void each_text_is_a_row_and_a_second_run_finds_them_all() throws IOException {
    Ran ran = Ran.of("run", sweep("out").toString());
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    Map<String, List<SampleRow>> rows = SmallSweep.rows(folder.resolve("out"));
    List<SampleRow> drawn =
        rows.values().stream()
            .flatMap(List::stream)
            .filter(row -> row.kind().equals("generate"))
            .toList();
    assertThat(drawn).hasSize(2 * 4 * 3);
    assertThat(drawn)
        .allSatisfy(
            row -> {
              assertThat(row.metrics().isEmpty()).isEqualTo(row.repeat() > 0);
              assertThat(row.correct() == null).isEqualTo(row.repeat() > 0);
              assertThat(row.output()).isNotNull();
              assertThat(row.similarity().isEmpty()).isEqualTo(row.format().equals("baseline"));
            });
    Set<String> texts = drawn.stream().map(SampleRow::output).collect(Collectors.toSet());
    assertThat(texts).hasSizeGreaterThan(4);
    PlanJson plan = PlanJson.read(Files.readAllBytes(folder.resolve("out/plan.json")));
    assertThat(plan.cells())
        .extracting(PlanJson.CellJson::task, PlanJson.CellJson::chat, PlanJson.CellJson::repeats)
        .contains(tuple("drawn", "multiturn", 3), tuple("pocket_ethics", "singleturn", 1));
    assertThat(Expectations.of(folder.resolve("out").toString()).failures()).isEmpty();
    Ran second = Ran.of("run", folder.resolve("sweep.yaml").toString());
    assertThat(second.errLines()).singleElement().asString().startsWith("Everything is done");
    assertThat(second.out()).isEqualTo(ran.out());
  }

  @Test
  void both_answers_of_a_conversation_are_in_a_row_and_compared_with_the_baseline()
      throws IOException {
    Files.writeString(
        folder.resolve("talk.jsonl"),
        """
        {"turns": ["Say the word red.", "And now blue."]}
        {"turns": ["What is 2 + 3?"]}
        """);
    Files.writeString(
        folder.resolve("talk.yaml"),
        """
        include: mt_bench
        task: talk
        dataset_path: json
        dataset_kwargs: {data_files: {train: talk.jsonl}}
        repeats: 2
        generation_kwargs: {until: [], max_gen_toks: 8, temperature: 1.0}
        """);
    Path sweep =
        Files.writeString(
            folder.resolve("talk-sweep.yaml"),
            """
            output: %s
            models: [pocket-s]
            formats: [w8a8-int]
            chat: multiturn
            similarity: embedding
            tasks: [{file: talk.yaml}]
            """
                .formatted(folder.resolve("talk")));
    Ran ran = Ran.of("run", sweep.toString());
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    List<SampleRow> rows =
        SmallSweep.rows(folder.resolve("talk")).values().stream().flatMap(List::stream).toList();
    assertThat(rows).hasSize(2 * 2 * 2);
    for (SampleRow row : rows) {
      boolean two = row.docId() == 0;
      assertThat(row.facts()).isEqualTo(two ? Map.of("turns", "2") : null);
      assertThat(two ? Turns.read(row.output()) : List.of(row.output())).hasSize(two ? 2 : 1);
      assertThat(row.similarity().isEmpty()).isEqualTo(row.format().equals("baseline"));
      assertThat(row.similarity().containsKey("embedding"))
          .isEqualTo(!row.format().equals("baseline"));
      assertThat(row.metrics().containsKey("refusal")).isEqualTo(row.repeat() == 0);
    }
  }

  @Test
  @Tag("full")
  void a_longer_run_and_another_give_the_same_texts() throws IOException {
    String first = sweep("first").toString();
    assertThat(Ran.of("run", first, "--set", "limits.samples=2").code()).isZero();
    assertThat(Ran.of("run", first).code()).isZero();
    String second = sweep("second").toString();
    assertThat(Ran.of("run", second, "--set", "batch=32").code()).isZero();
    assertThat(texts(folder.resolve("first"))).isEqualTo(texts(folder.resolve("second")));
  }

  private static Map<String, String> texts(Path output) throws IOException {
    return SmallSweep.rows(output).values().stream()
        .flatMap(List::stream)
        .filter(row -> row.kind().equals("generate"))
        .collect(
            Collectors.toMap(
                row -> row.format() + " " + row.docId() + " " + row.repeat(), SampleRow::output));
  }
}
