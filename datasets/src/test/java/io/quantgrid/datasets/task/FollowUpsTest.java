package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations as task files say them. */
class FollowUpsTest {
  private static final String TASK =
      """
      task: talk
      dataset_path: json
      dataset_kwargs: {data_files: {test: docs.jsonl}}
      test_split: test
      doc_to_text: "{{turns[0]}}"
      doc_to_target: ""
      follow_ups: "{{turns[1:]}}"
      """;

  private static final TaskOptions CHAT =
      new TaskOptions(TaskOptions.AS_DEFINED, ChatForm.MULTITURN, "", "");

  @TempDir Path folder;

  private LmEvalTask task(String yaml, TaskOptions options) throws IOException {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"turns": ["Who is \\"it\\"?", "It's\\nwho?", "Why?"], "then": "no list"}
        {"turns": ["Alone?"], "then": "no list"}
        """);
    return TaskFiles.tasks(Files.writeString(folder.resolve("t.yaml"), yaml), options).get(0);
  }

  private static Request.Generate request(Item item, int repeat) {
    return (Request.Generate) item.requests().get(repeat);
  }

  @Test
  void what_is_said_after_the_answers_goes_with_every_request() throws IOException {
    List<Item> items = task(TASK + "repeats: 2\n", CHAT).items(0, 2);
    assertThat(request(items.get(0), 1).followUps()).containsExactly("It's\nwho?", "Why?");
    assertThat(items.get(0).requests()).hasSize(2);
    assertThat(items.get(0).facts()).isEqualTo(Map.of("turns", "3"));
    assertThat(request(items.get(1), 0).followUps()).isEmpty();
    assertThat(items.get(1).facts()).isEmpty();
  }

  @Test
  void in_plain_text_a_delimiter_parts_it_from_the_answer() throws IOException {
    Item item = task(TASK + "fewshot_delimiter: \"--\"\n", TaskOptions.none()).items(0, 1).get(0);
    assertThat(request(item, 0).followUps()).containsExactly("--It's\nwho?", "--Why?");
    assertThat(request(item, 0).prompt()).isEqualTo(Prompt.of("Who is \"it\"?"));
  }

  @Test
  void metrics_see_all_answers() throws IOException {
    LmEvalTask task =
        task(
            TASK
                + "metric_list: [{metric: refusal}, {metric: repeated_sentences},"
                + " {metric: exact_match}]\n",
            CHAT);
    Response said =
        new Response.Text(
            "I cannot help with that.\n\nNo. No. No.", new int[0], 1, List.of("a", "b"));
    Judgement judgement = task.judge(task.items(0, 1).get(0), List.of(said));
    assertThat(judgement.metrics())
        .containsEntry("refusal", 1.0)
        .containsEntry("repeated_sentences", 0.5)
        .containsEntry("exact_match", 0.0);
    assertThat(task.metrics().get(0).higherIsBetter()).isFalse();
  }

  @Test
  void what_cannot_be_said_is_told_with_file_and_line() throws IOException {
    assertThatThrownBy(() -> task(TASK.replace("{{turns[1:]}}", "then"), CHAT).items(0, 1))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot use follow_ups of")
        .hasMessageContaining("docs.jsonl:1");
    assertThatThrownBy(() -> task(TASK + "output_type: loglikelihood\n", CHAT))
        .hasMessageContaining("follow_ups")
        .hasMessageContaining("generate_until");
  }

  @Test
  void mt_bench_reads_both_files_that_there_are() throws IOException {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"question_id": 81, "category": "writing", "turns": ["Write.", "Write again."]}
        """);
    Files.writeString(
        folder.resolve("prompts.jsonl"),
        """
        {"prompt_id": 81, "category": "writing", "prompt": ["Write.", "Write again."], "reference": []}
        """);
    for (String file : List.of("docs.jsonl", "prompts.jsonl")) {
      Path yaml =
          Files.writeString(
              folder.resolve("mt.yaml"),
              """
              include: mt_bench
              task: mt
              dataset_path: json
              dataset_kwargs: {data_files: {train: %s}}
              """
                  .formatted(file));
      Item item = TaskFiles.tasks(yaml, CHAT).get(0).items(0, 1).get(0);
      assertThat(request(item, 0).prompt().text()).isEqualTo("[user]\nWrite.\n[assistant]\n");
      assertThat(request(item, 0).followUps()).containsExactly("Write again.");
    }
  }
}
