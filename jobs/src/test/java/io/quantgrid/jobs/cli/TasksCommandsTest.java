package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksCommandsTest {
  private static final String TASK =
      """
      task: capitals
      tag: knowledge
      dataset_path: mine/capitals
      dataset_name: europe
      training_split: train
      test_split: test
      output_type: multiple_choice
      doc_to_text: "The capital of {{country}} is"
      doc_to_choice: choices
      doc_to_target: label
      """;

  @TempDir Path folder;
  private Path data;
  private Path task;

  @BeforeEach
  void files() throws IOException {
    data = folder.resolve("data");
    task = Files.writeString(folder.resolve("capitals.yaml"), TASK);
    write("train.csv", "country,choices,label\nItaly,\"['Rome', 'Paris']\",0\n");
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(data.resolve("capitals/europe"));
    Files.writeString(data.resolve("capitals/europe").resolve(name), text);
  }

  private Ran check(String... more) {
    String[] args = new String[3 + more.length];
    args[0] = "tasks";
    args[1] = "check";
    args[2] = task.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return Ran.of(args);
  }

  @Test
  void tasks_are_listed_by_name_and_tag() {
    Ran all = Ran.of("tasks");
    assertThat(all.code()).isEqualTo(Quantgrid.DONE);
    assertThat(all.out()).contains("pocket_ethics ", "multiple_choice", "acc_norm", " group of ");
    Ran some = Ran.of("tasks", "pocket_ethics*");
    assertThat(some.out()).contains("pocket_ethics_4shot").doesNotContain("pocket_stories");
    Ran none = Ran.of("tasks", "--tag", "no_such_tag");
    assertThat(none.out()).contains("0 tasks");
  }

  @Test
  void a_task_is_shown_with_what_it_includes() {
    Ran shown = Ran.of("tasks", "show", "pocket_ethics_4shot");
    assertThat(shown.code()).isEqualTo(Quantgrid.DONE);
    assertThat(shown.out()).contains("num_fewshot: 4", "doc_to_text:").doesNotContain("include:");
    Ran unknown = Ran.of("tasks", "show", "pocket_ethic");
    assertThat(unknown.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(unknown.err()).contains("did you mean pocket_ethics?").doesNotContain("\tat ");
  }

  @Test
  void the_first_requests_are_printed_as_the_model_sees_them() throws IOException {
    write(
        "test.jsonl",
        """
        {"country": "France", "choices": ["Paris", "Rome"], "label": 0}
        {"country": "Spain", "choices": ["Porto", "Madrid"], "label": 1}
        """);
    Ran ran = check("--data", data.toString(), "--show", "1", "--shots", "1");
    assertThat(ran.code()).describedAs(ran.err()).isEqualTo(Quantgrid.DONE);
    assertThat(ran.out())
        .contains(
            """
            item 0 (test.jsonl:1)
            context
              |The capital of Italy is Rome|
              ||
              |The capital of France is|
            continuation 0, which is right
              | Paris|
            continuation 1
              | Rome|
            """)
        .contains("1 shots, 2 items of " + data)
        .doesNotContain("Spain");
    assertThat(ran.err()).isEqualTo("All is well.\n");
  }

  @Test
  void what_is_known_of_a_document_is_printed_with_its_requests() throws IOException {
    Files.writeString(task, TASK + "facts: {subject: country, language: \"{{'en'}}\"}\n");
    write("test.csv", "country,choices,label\nSpain,\"['Rome', 'Madrid']\",1\n");
    Ran ran = check("--data", data.toString(), "--show", "1");
    assertThat(ran.out()).contains("facts {language=en, subject=Spain}");
  }

  @Test
  void every_problem_of_the_data_is_told_with_its_line() throws IOException {
    write(
        "test.jsonl",
        """
        {"id": 7, "country": "France", "choices": ["Paris", "Rome"], "label": 2}
        {"id": 8, "country": "Spain", "choices": ["Porto", "Madrid"], "label": 1}
        {"id": 7, "country": "Italy", "label": 1}
        """);
    Ran ran = check("--data", data.toString());
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.err())
        .contains("doc_to_target of test.jsonl:1")
        .contains("test.jsonl:3: no column choices")
        .contains("Warning: test.jsonl:3: id: 7, as test.jsonl:1 has it already")
        .endsWith("2 problems.\n");
    assertThat(ran.out()).doesNotContain("item 0");
  }

  @Test
  void data_that_is_missing_is_a_problem_where_it_was_named() {
    Ran named = check("--data", data.toString());
    assertThat(named.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(named.err())
        .contains("Cannot load " + task + ": test_split: test of mine/capitals europe")
        .contains("holds [train.csv]");
    Ran alone = check();
    assertThat(alone.code()).isEqualTo(Quantgrid.DONE);
    assertThat(alone.out()).contains("capitals: the definition is well. No data: ");
  }

  @Test
  void a_definition_that_is_wrong_is_told() throws IOException {
    Files.writeString(task, TASK.replace("doc_to_choice", "doc_to_chioce"));
    Ran ran = check();
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.err()).contains("did you mean doc_to_choice?").doesNotContain("\tat ");
  }

  @Test
  void a_sweep_names_its_data() throws IOException {
    write(
        "test.jsonl",
        "{\"country\": \"France\", \"choices\": [\"Paris\", \"Rome\"], \"label\": 0}\n");
    Path sweep =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            output: %s
            models: [pocket-s]
            formats: [w8a8-int]
            tasks: [./capitals.yaml]
            data: data
            """
                .formatted(folder.resolve("out")));
    Ran planned = Ran.of("plan", sweep.toString());
    assertThat(planned.code()).describedAs(planned.err()).isEqualTo(Quantgrid.DONE);
    Files.writeString(sweep, Files.readString(sweep).replace("data: data\n", ""));
    assertThat(Ran.of("plan", sweep.toString()).err()).contains("nothing is downloaded");
    assertThat(Ran.of("plan", sweep.toString(), "--data", data.toString()).code())
        .isEqualTo(Quantgrid.DONE);
    Files.writeString(sweep, Files.readString(sweep) + "data: nowhere\n");
    assertThat(Ran.of("plan", sweep.toString()).err())
        .contains("data", "nowhere", "a folder that exists");
  }
}
