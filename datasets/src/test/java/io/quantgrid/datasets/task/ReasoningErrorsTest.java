package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why answers are wrong, as tasks name what that is decided by. */
class ReasoningErrorsTest {
  private static final String GSM8K =
      """
      include: gsm8k_cot_zeroshot
      task: mine
      dataset_path: json
      dataset_kwargs: {data_files: {test: docs.jsonl, train: docs.jsonl}}
      metric_list:
        - metric: exact_match
          regexes_to_ignore: [",", "\\\\$", "(?s).*#### ", "\\\\.$"]
        - metric: reasoning_errors
      """;

  /** Of its 50 minutes the right reasoning makes no use; it brings in the 16 hours of a day. */
  private static final String DOCS =
      """
      {"question": "Ann, who runs for 50 minutes, is awake all day and drinks 3 cups an hour. How many cups in 2 days?", "answer": "She is awake for 16 hours, 16*3=<<16*3=48>>48 cups a day, 48*2=<<48*2=96>>96 cups.\\n#### 96", "story": "5 and 7", "n": 12}
      """;

  @TempDir Path folder;

  private LmEvalTask task(String yaml) throws IOException {
    Files.writeString(folder.resolve("docs.jsonl"), DOCS);
    return TaskFiles.tasks(Files.writeString(folder.resolve("t.yaml"), yaml)).get(0);
  }

  private static Map<String, Double> judged(LmEvalTask task, String text) {
    return task.judge(
            task.items(0, 1).get(0), List.of(new Response.Text(text, new int[0], 1, List.of())))
        .metrics();
  }

  private static List<String> yes(Map<String, Double> metrics, String filter) {
    return metrics.entrySet().stream()
        .filter(one -> one.getKey().startsWith("reasoning_error_"))
        .filter(one -> one.getKey().endsWith("," + filter) && one.getValue() == 1)
        .map(one -> one.getKey().replace("reasoning_error_", "").replace("," + filter, ""))
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "16 * 3 = 48, 48 * 2 = 96. The answer is 96. | none | none",
        "16 * 3 = 48, 48 * 2 = 96. So 96 | logic | none",
        "16 * 3 = 49, 49 * 2 = 98. The answer is 98. | calculation | calculation",
        "16 * 3 = 48, 48 * 5 = 240. The answer is 240. Not 2 | copying | copying",
        "16 * 3 = 48. The answer is 48. | missed_condition | missed_condition",
        "16 * 3 = 48, 48 / 2 = 24. The answer is 24. | logic | logic",
        "'' | missed_condition | missed_condition"
      })
  void each_chain_of_filters_has_one_type_or_none(String text, String strict, String flexible)
      throws IOException {
    Map<String, Double> metrics = judged(task(GSM8K), text);
    assertThat(yes(metrics, "strict-match")).containsExactly(strict);
    assertThat(yes(metrics, "flexible-extract")).containsExactly(flexible);
    assertThat(metrics).hasSize(2 * 6);
  }

  @Test
  void their_rates_are_means_of_which_only_none_is_good() throws IOException {
    List<MetricSpec> specs = task(GSM8K).metrics();
    assertThat(specs).extracting(MetricSpec::aggregation).containsOnly("mean");
    assertThat(specs.subList(0, 6))
        .filteredOn(MetricSpec::higherIsBetter)
        .extracting(MetricSpec::name)
        .containsExactly("exact_match", "reasoning_error_none");
    assertThat(specs.get(0).main()).isTrue();
  }

  @Test
  void a_task_names_its_question_its_reasoning_and_who_judges() throws IOException {
    String mine =
        """
        task: mine
        dataset_path: json
        dataset_kwargs: {data_files: {test: docs.jsonl}}
        test_split: test
        doc_to_text: story
        doc_to_target: n
        metric_list:
          - {metric: accuracy}
          - {metric: reasoning_errors, question: "{{story}}?", reasoning: "{{story}}", right_by: accuracy}
        """;
    Map<String, Double> metrics = judged(task(mine), "5 + 7 = 12");
    assertThat(metrics)
        .containsEntry("reasoning_error_logic", 1.0)
        .containsEntry("accuracy", 0.0)
        .containsEntry("reasoning_error_none", 0.0);
    assertThat(judged(task(mine), "12")).containsEntry("reasoning_error_none", 1.0);
    assertThat(judged(task(mine), "5 + 9 = 14")).containsEntry("reasoning_error_copying", 1.0);
    refused(mine.replace(", right_by: accuracy", ""), "right_by: exact_match", "[accuracy]");
    refused(mine.replace("right_by", "rightby"), "unknown key rightby; did you mean right_by?");
    refused(mine.replace("\"{{story}}?\"", "\"{{story\""), "metric_list.question: {{story");
    LmEvalTask gone = task(mine.replace("\"{{story}}?\"", "tale"));
    assertThatThrownBy(() -> judged(gone, "5"))
        .isInstanceOf(TaskException.class)
        .hasMessageContainingAll("metric_list.question (t.yaml)", "docs.jsonl:1", "no column tale");
  }

  @Test
  void they_stand_beside_what_process_results_computes() throws IOException {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"problem": "What is 3 + 4?", "solution": "It is $\\\\boxed{7}$.", "level": "Level 1", "type": "Algebra"}
        """);
    Path yaml =
        Files.writeString(
            folder.resolve("math.yaml"),
            """
            include: hendrycks_math_algebra
            task: mine
            dataset_path: json
            dataset_kwargs: {data_files: {test: docs.jsonl, train: docs.jsonl}}
            metric_list:
              - metric: exact_match
              - {metric: reasoning_errors, question: problem, reasoning: solution}
            """);
    LmEvalTask task = TaskFiles.tasks(yaml).get(0);
    assertThat(judged(task, "$7$")).containsEntry("reasoning_error_none", 1.0);
    assertThat(judged(task, "$3 + 4 = 8$")).containsEntry("reasoning_error_calculation", 1.0);
  }

  private void refused(String yaml, String... parts) {
    assertThatThrownBy(() -> task(yaml))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot load " + folder.resolve("t.yaml"))
        .hasMessageContainingAll(parts);
  }
}
