package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Prompt.Message;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns of a chat, as lm-evaluation-harness 0.4.13 makes them of a task file. */
class ChatPromptTest {
  private static final String TASK =
      """
      task: capitals
      dataset_path: json
      dataset_kwargs: {data_files: {test: docs.jsonl, train: docs.jsonl}}
      test_split: test
      fewshot_split: train
      fewshot_config: {sampler: first_n}
      description: "Be brief."
      doc_to_text: "Q: {{q}}"
      doc_to_target: a
      num_fewshot: 1
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        "{\"q\": \"x\", \"a\": \"y\"}\n{\"q\": \"u\", \"a\": \"v\"}\n");
  }

  private LmEvalTask task(String more, TaskOptions options) throws IOException {
    Path file = folder.resolve("t.yaml");
    Files.writeString(file, TASK + more);
    return TaskFiles.tasks(file, options).get(0);
  }

  private static Prompt prompt(LmEvalTask task) {
    Item item = task.items(1, 2).get(0);
    return item.requests().get(0) instanceof Request.Generate generate
        ? generate.prompt()
        : ((Request.Loglikelihood) item.requests().get(0)).prompt();
  }

  private static TaskOptions chat(ChatForm form, String system) {
    return new TaskOptions(TaskOptions.AS_DEFINED, form, system, "");
  }

  @Test
  void examples_are_turns_or_stand_in_the_users_turn() throws IOException {
    assertThat(prompt(task("", chat(ChatForm.MULTITURN, ""))))
        .isEqualTo(
            new Prompt.Chat(
                List.of(
                    new Message("system", "Be brief."),
                    new Message("user", "Q: x"),
                    new Message("assistant", "y"),
                    new Message("user", "Q: u")),
                ""));
    assertThat(prompt(task("", chat(ChatForm.SINGLETURN, ""))))
        .isEqualTo(
            new Prompt.Chat(
                List.of(new Message("system", "Be brief."), new Message("user", "Q: x y\n\nQ: u")),
                ""));
    assertThat(prompt(task("", TaskOptions.none())))
        .isEqualTo(Prompt.of("Be brief.Q: x y\n\nQ: u"));
  }

  @Test
  void an_instruction_stands_before_the_description_in_text_too() throws IOException {
    assertThat(prompt(task("", chat(ChatForm.NONE, "Think."))))
        .isEqualTo(Prompt.of("Think.\n\nBe brief.Q: x y\n\nQ: u"));
    assertThat(((Prompt.Chat) prompt(task("", chat(ChatForm.MULTITURN, "Think.")))).messages())
        .contains(new Message("system", "Think.\n\nBe brief."), user("Q: u"));
  }

  private static Message user(String text) {
    return new Message("user", text);
  }

  @Test
  void a_begun_answer_belongs_to_the_assistant() throws IOException {
    String prefix = "gen_prefix: \"A:\"\n";
    assertThat(prompt(task(prefix, chat(ChatForm.MULTITURN, ""))))
        .isEqualTo(
            new Prompt.Chat(
                List.of(
                    new Message("system", "Be brief."),
                    user("Q: x"),
                    new Message("assistant", "A: y"),
                    user("Q: u")),
                "A:"));
    assertThat(prompt(task(prefix, chat(ChatForm.SINGLETURN, ""))))
        .isEqualTo(
            new Prompt.Chat(
                List.of(new Message("system", "Be brief."), user("Q: x A: y\n\nQ: u")), "A:"));
  }

  @Test
  void a_choice_follows_a_template_without_delimiter_unless_its_answer_is_begun()
      throws IOException {
    String choices = "output_type: multiple_choice\ndoc_to_choice: [y, v]\n";
    LmEvalTask plain = task(choices, chat(ChatForm.MULTITURN, ""));
    assertThat(continuation(plain)).isEqualTo("y");
    assertThat(continuation(task(choices + "gen_prefix: \"A:\"\n", chat(ChatForm.MULTITURN, ""))))
        .isEqualTo(" y");
    assertThat(continuation(task(choices + "gen_prefix: \"A: \"\n", chat(ChatForm.MULTITURN, ""))))
        .isEqualTo("y");
    assertThat(continuation(task(choices, TaskOptions.none()))).isEqualTo(" y");
  }

  private static String continuation(LmEvalTask task) {
    return ((Request.Loglikelihood) task.items(1, 2).get(0).requests().get(0)).continuation();
  }

  @Test
  void options_change_the_digest_only_where_they_change_what_is_asked() throws IOException {
    LmEvalTask defined = task("", TaskOptions.none());
    assertThat(task("", new TaskOptions(1, ChatForm.NONE, "", "other")).digest())
        .isEqualTo(defined.digest());
    assertThat(task("", new TaskOptions(1, ChatForm.NONE, "", "other")).name()).isEqualTo("other");
    assertThat(
            List.of(
                defined.digest(),
                task("", new TaskOptions(0, ChatForm.NONE, "", "")).digest(),
                task("", chat(ChatForm.MULTITURN, "")).digest(),
                task("", chat(ChatForm.SINGLETURN, "")).digest(),
                task("", chat(ChatForm.NONE, "Think.")).digest()))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_group_takes_options_but_no_name() throws IOException {
    Files.writeString(folder.resolve("capitals.yaml"), TASK);
    Path group = folder.resolve("g.yaml");
    Files.writeString(group, "group: g\ntask: [capitals]\n");
    LmEvalTask member =
        TaskFiles.tasks(group, new TaskOptions(0, ChatForm.MULTITURN, "", "")).get(0);
    assertThat(((Prompt.Chat) prompt(member)).messages()).hasSize(2);
    assertThatThrownBy(
            () -> TaskFiles.tasks(group, new TaskOptions(0, ChatForm.MULTITURN, "", "x")))
        .isInstanceOf(TaskException.class)
        .hasMessage("Cannot name the group g x (expected a single task)");
  }
}
