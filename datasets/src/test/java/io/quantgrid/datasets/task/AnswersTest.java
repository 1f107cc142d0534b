package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several questions, several right answers, and what digits and brackets mean. */
class AnswersTest {
  private static final String HEAD =
      """
      task: mine
      dataset_path: json
      dataset_kwargs: {data_files: {test: data.jsonl, train: pool.jsonl}}
      test_split: test
      fewshot_split: train
      """;
  private static final String BLANKS =
      HEAD
          + """
          output_type: multiple_choice
          num_fewshot: 1
          fewshot_config: {sampler: first_n}
          doc_to_text: "{{label - 1}}"
          doc_to_choice: "{{[s.replace('_', a), s.replace('_', b)]}}"
          doc_to_target: "{{s.split('_')[1].strip()}}"
          metric_list: [{metric: acc}, {metric: acc_norm}]
          """;
  private static final String CHOICE =
      HEAD
          + """
          output_type: multiple_choice
          doc_to_text: "{{q}}"
          doc_to_choice: [a, b, c]
          doc_to_target: gold
          metric_list: [{metric: acc}, {metric: exact_match}]
          """;
  private static final String TEXT =
      HEAD
          + """
          output_type: generate_until
          doc_to_text: "{{q}}"
          doc_to_target: "{{gold}}"
          """;

  @TempDir Path folder;

  @Test
  void a_question_that_is_an_index_makes_each_choice_a_question() throws IOException {
    LmEvalTask task =
        task(
            BLANKS,
            "{\"s\": \"The _ is red.\", \"a\": \"car\", \"b\": \"sky\", \"label\": 1}",
            "{\"s\": \"A _ barks.\", \"a\": \"cat\", \"b\": \"dog\", \"label\": 2}");
    Item item = task.items(0, 1).get(0);
    assertThat(item.requests())
        .containsExactly(
            new Request.Loglikelihood("A dog barks. barks.\n\nThe car is red.", " is red."),
            new Request.Loglikelihood("A dog barks. barks.\n\nThe sky is red.", " is red."));
    assertThat(item.choices()).containsExactly("The car is red.", "The sky is red.");
    assertThat(item.target()).isEqualTo("0");
    assertThat(task.judge(item, List.of(scored(-1, false), scored(-2, true))).metrics())
        .containsEntry("acc", 1.0);
  }

  @Test
  void an_answer_begun_follows_each_choice_without_a_delimiter_of_its_own() throws IOException {
    String yaml = BLANKS.replace("num_fewshot: 1", "num_fewshot: 0") + "gen_prefix: \"So:\"\n";
    String document = "{\"s\": \"The _ is red.\", \"a\": \"car\", \"b\": \"sky\", \"label\": 1}";
    assertThat(task(yaml, document, document).items(0, 1).get(0).requests().get(0))
        .isEqualTo(new Request.Loglikelihood("The car is red.So:", " is red."));
  }

  @Test
  void a_list_of_indices_makes_any_of_them_right() throws IOException {
    LmEvalTask task = task(CHOICE, "{\"q\": \"x\", \"gold\": [0, 2]}", "{}");
    Item item = task.items(0, 1).get(0);
    assertThat(item.target()).isEqualTo("[0, 2]");
    List<Response> third = List.of(scored(-3, false), scored(-2, true), scored(-1, true));
    assertThat(task.judge(item, third).metrics())
        .containsEntry("acc", 1.0)
        .containsEntry("exact_match", 1.0);
    List<Response> second = List.of(scored(-3, false), scored(-1, true), scored(-2, false));
    assertThat(task.judge(item, second).metrics())
        .containsEntry("acc", 0.0)
        .containsEntry("exact_match", 0.0);
  }

  @Test
  void what_the_first_document_has_those_after_it_must_have() throws IOException {
    String several = "{\"q\": \"x\", \"gold\": [0, 2]}";
    String one = "{\"q\": \"x\", \"gold\": 1}";
    assertThatThrownBy(() -> task(CHOICE, several + "\n" + one, "{}").items(0, 2))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("data.jsonl:2")
        .hasMessageContaining("expected a list, as of the first document");
    assertThatThrownBy(() -> task(CHOICE, one + "\n" + several, "{}").items(0, 2))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("data.jsonl:2");
  }

  @Test
  void a_list_that_a_template_writes_is_several_right_texts() throws IOException {
    LmEvalTask task = task(TEXT, "{\"q\": \"x\", \"gold\": [\"one\", \"two\"]}", "{}");
    Item item = task.items(0, 1).get(0);
    assertThat(item.target()).isEqualTo("['one', 'two']");
    assertThat(task.judge(item, List.of(said("two"))).metrics()).containsEntry("exact_match", 1.0);
    assertThat(task.judge(item, List.of(said("six"))).metrics()).containsEntry("exact_match", 0.0);
  }

  @Test
  void brackets_after_a_first_document_without_are_one_text() throws IOException {
    String documents = "{\"q\": \"x\", \"gold\": \"no\"}\n{\"q\": \"y\", \"gold\": \"[1,2]\"}";
    LmEvalTask task = task(TEXT, documents, "{}");
    assertThat(task.items(1, 2).get(0).target()).isEqualTo("[1, 2]");
    assertThat(
            task(TEXT, "{\"q\": \"x\", \"gold\": \"[no\\n]\"}", "{}").items(0, 1).get(0).target())
        .isEqualTo("[no\n]");
  }

  @Test
  void digits_that_a_template_writes_are_an_index_where_there_are_choices() throws IOException {
    String yaml = CHOICE.replace("doc_to_target: gold", "doc_to_target: \"{{gold}}\"");
    String document = "{\"q\": \"x\", \"gold\": 1}";
    assertThat(task(yaml.replace("[a, b, c]", "['1', '2', '3']"), document, "{}").items(0, 1))
        .extracting(Item::target)
        .containsExactly("1");
    assertThat(task(TEXT, document, "{}").items(0, 1))
        .extracting(Item::target)
        .containsExactly("1");
  }

  @Test
  void a_generated_answer_may_be_one_of_choices() throws IOException {
    String yaml = TEXT.replace("\"{{gold}}\"", "gold") + "doc_to_choice: [no, maybe]\n";
    LmEvalTask task =
        task(yaml.replace("no, maybe", "' no', ' yes'"), "{\"q\": \"x\", \"gold\": 1}", "{}");
    Item item = task.items(0, 1).get(0);
    assertThat(item.target()).isEqualTo(" yes");
    assertThat(task.judge(item, List.of(said(" yes"))).metrics()).containsEntry("exact_match", 1.0);
  }

  private LmEvalTask task(String yaml, String data, String pool) throws IOException {
    Files.writeString(folder.resolve("data.jsonl"), data + "\n");
    Files.writeString(folder.resolve("pool.jsonl"), pool + "\n");
    return TaskFiles.tasks(Files.writeString(folder.resolve("mine.yaml"), yaml)).get(0);
  }

  private static Response scored(double loglikelihood, boolean greedy) {
    return new Response.Loglikelihood(loglikelihood, greedy, 1, 1);
  }

  private static Response said(String text) {
    return new Response.Text(text, new int[0], 1);
  }
}
