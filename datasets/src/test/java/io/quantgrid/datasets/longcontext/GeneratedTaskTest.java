package io.quantgrid.datasets.longcontext;

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
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.datasets.pocket.PocketModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratedTaskTest {
  @TempDir private Path folder;

  static Stream<String> generators() {
    return Generators.names().stream();
  }

  private GeneratedTask task(String yaml) throws Exception {
    return GeneratedTask.read(Files.writeString(folder.resolve("task.yaml"), yaml));
  }

  private GeneratedTask small(String generator) throws Exception {
    return task("generator: " + generator + "\nlengths: [2600, 9000]\nsamples: 3\n");
  }

  private static String prompt(Item item) {
    return ((Request.Generate) item.requests().get(0)).prompt().text();
  }

  private static Judgement judged(GeneratedTask task, Item item, String answer) {
    return task.judge(item, List.of(new Response.Text(answer, new int[] {1}, 1)));
  }

  @ParameterizedTest
  @MethodSource("generators")
  void items_do_not_depend_on_how_they_are_sliced(String generator) throws Exception {
    GeneratedTask task = small(generator);
    List<Item> one = new ArrayList<>();
    for (int position = 0; position < task.size(); position++) {
      one.addAll(small(generator).items(position, position + 1));
    }
    assertThat(task.items(0, task.size())).isEqualTo(one).hasSize(6);
    Set<String> prompts = new HashSet<>();
    one.forEach(item -> prompts.add(prompt(item)));
    assertThat(prompts).hasSize(6);
  }

  @ParameterizedTest
  @MethodSource("generators")
  void prompts_fill_their_length_and_hold_their_answer(String generator) throws Exception {
    GeneratedTask task = small(generator);
    int answer = Generators.named(generator).orElseThrow().answerTokens();
    for (Item item : task.items(0, task.size())) {
      int length = Integer.parseInt(item.facts().get("length"));
      assertThat(prompt(item).length() + answer).isBetween(length * 8 / 10, length);
      List<String> answers = GeneratedTask.answers(item);
      answers.forEach(one -> assertThat(prompt(item)).contains(one));
      String right =
          task.metrics().get(0).name().equals("acc")
              ? "<" + answers.get(0) + ">"
              : String.join(", ", answers);
      assertThat(judged(task, item, "It is " + right + ".").correct()).contains(true);
      assertThat(judged(task, item, "I do not know 1.").correct()).contains(false);
    }
  }

  @Test
  void tokens_are_counted_by_the_tokenizer_that_is_named() throws Exception {
    Path model = PocketModels.folder("pocket-s");
    GeneratedTask task =
        task(
            "generator: needle\nlengths: [512]\ndepths: [50]\nsamples: 2\ntokenizer: "
                + model
                + "\nanswer_tokens: 20\n");
    try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(model)) {
      for (Item item : task.items(0, 2)) {
        assertThat(tokenizer.encode(prompt(item)).length).isBetween(450, 512 - 20);
      }
    }
  }

  @Test
  void a_needle_stands_where_the_depth_says() throws Exception {
    GeneratedTask task =
        task("generator: needle\nlengths: [4000, 8000]\ndepths: [0, 50, 100]\nsamples: 2\n");
    assertThat(task.size()).isEqualTo(12);
    for (Item item : task.items(0, 12)) {
      String answer = GeneratedTask.answers(item).get(0);
      double place = (double) prompt(item).indexOf(answer) / prompt(item).length();
      double depth = Integer.parseInt(item.facts().get("depth")) / 100.0;
      assertThat(place).isBetween(depth - 0.1, depth + 0.1);
    }
    assertThat(task.items(0, 6))
        .extracting(item -> item.facts().toString())
        .doesNotHaveDuplicates();
  }

  @Test
  void in_a_chat_the_last_line_begins_the_answer() throws Exception {
    GeneratedTask plain = task("generator: needle\nlengths: [2000]\n");
    GeneratedTask chat =
        GeneratedTask.read(
            folder.resolve("task.yaml"), new TaskOptions(0, ChatForm.MULTITURN, "Be brief.", "n"));
    assertThat(chat.name()).isEqualTo("n");
    assertThat(chat.digest()).isNotEqualTo(plain.digest());
    Request.Generate asked = (Request.Generate) chat.items(0, 1).get(0).requests().get(0);
    Prompt.Chat turns = (Prompt.Chat) asked.prompt();
    assertThat(turns.messages()).extracting(Prompt.Message::role).containsExactly("system", "user");
    assertThat(turns.messages().get(1).content() + "\n" + turns.begun())
        .isEqualTo(prompt(plain.items(0, 1).get(0)));
    assertThat(turns.begun()).startsWith("Answer: According to the text");
  }

  @Test
  void the_definition_decides_the_digest_and_the_name_does_not() throws Exception {
    String yaml = "generator: needle\nlengths: [4000]\n";
    String digest = task(yaml).digest();
    assertThat(task(yaml + "task: other\n").digest()).isEqualTo(digest);
    assertThat(task(yaml + "seed: 1\n").digest()).isNotEqualTo(digest);
    assertThat(task(yaml + "keys: 3\n").digest()).isNotEqualTo(digest);
  }

  @Test
  void partial_answers_count_in_part() throws Exception {
    GeneratedTask task = task("generator: niah_multivalue\nlengths: [3000]\nsamples: 1\n");
    Item item = task.items(0, 1).get(0);
    List<String> answers = GeneratedTask.answers(item);
    assertThat(answers).hasSize(4);
    Judgement half = judged(task, item, answers.get(0) + " and " + answers.get(2));
    assertThat(half.metrics()).containsEntry("string_match_all", 0.5);
    assertThat(half.correct()).contains(false);
  }

  @Test
  void the_number_in_brackets_counts_before_the_last_one() {
    assertThat(Scoring.NUMBER.score(List.of("12"), "Line 7 holds <12>, not 13.")).isEqualTo(1);
    assertThat(Scoring.NUMBER.score(List.of("12"), "Line 7 holds 12")).isEqualTo(1);
    assertThat(Scoring.NUMBER.score(List.of("12"), "12 or 13")).isZero();
    assertThat(Scoring.NUMBER.score(List.of("12"), "none")).isZero();
  }

  @Test
  void what_cannot_be_used_is_named() {
    assertThatThrownBy(() -> task("generator: nedle\nlengths: [100]\n"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("generator: nedle; did you mean needle?");
    assertThatThrownBy(() -> task("generator: needle\n")).hasMessageContaining("lengths: null");
    assertThatThrownBy(() -> task("generator: needle\nlengths: [9]\ndepth: [5]\n"))
        .hasMessageContaining("unknown key depth")
        .hasMessageEndingWith("did you mean depths?");
    assertThatThrownBy(() -> task("generator: common_words\nlengths: [9]\ndepths: [5]\n"))
        .hasMessageContaining("depths: [5] (expected none for common_words)");
    assertThatThrownBy(() -> task("generator: needle\nlengths: [300]\n").items(0, 1))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot make item 0 of task: lengths: 300 less 128")
        .hasMessageEndingWith("(expected a larger length)");
    assertThatThrownBy(() -> task("generator: needle\nlengths: [1, 1]\nx: [\n"))
        .hasMessageStartingWith("Cannot read " + folder.resolve("task.yaml"));
  }

  @Test
  void a_file_without_the_key_is_no_generated_task() throws Exception {
    assertThat(GeneratedTask.isOne(Files.writeString(folder.resolve("a.yaml"), "task: x\n")))
        .isFalse();
    assertThat(GeneratedTask.isOne(folder.resolve("missing.yaml"))).isFalse();
    assertThat(
            GeneratedTask.isOne(
                Files.writeString(folder.resolve("b.yaml"), "task: x\ngenerator: needle\n")))
        .isTrue();
  }
}
