package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenTasksTest {
  private static final String GOOD =
      """
      task: mine
      dataset_path: json
      dataset_kwargs: {data_files: {test: data.jsonl}}
      test_split: test
      output_type: multiple_choice
      doc_to_text: "{{question}}"
      doc_to_choice: ["yes", "no"]
      doc_to_target: label
      """;
  private static final String GENERATE =
      GOOD.replace("multiple_choice", "generate_until").replaceAll("doc_to_choice.*\n", "");
  private static final String DATA =
      """
      {"question": "a?", "label": 0}
      {"question": "b?", "label": 1}
      {"question": "c?", "label": 1}
      """;

  @TempDir Path folder;

  @Test
  void the_task_that_the_cases_break_is_whole() throws IOException {
    LmEvalTask task = load(GOOD, DATA);
    assertThat(task.items(0, 3)).hasSize(3);
    assertThat(task.type()).isEqualTo("other");
    assertThat(load(GENERATE, DATA).items(0, 3)).hasSize(3);
  }

  static Stream<Arguments> definitions() {
    return Stream.of(
        definition("no dataset", GOOD.replaceAll("dataset_path.*\n", ""), "dataset_path: none"),
        definition(
            "a data set to download",
            GOOD.replaceAll("dataset_kwargs.*\n", "").replace("path: json", "path: boolq"),
            "downloaded"),
        definition("no data files", change("{data_files: {test: data.jsonl}}", "{}"), "data_files"),
        definition("missing file", change("data.jsonl", "gone.jsonl"), "gone.jsonl: no such file"),
        definition("unknown split", change("split: test", "split: dev"), "test_split: dev"),
        definition("no split", GOOD.replaceAll("test_split.*\n", ""), "test_split: none"),
        definition("no name", change("task: mine", "tag: x"), "the task's name"),
        definition("unknown key", GOOD + "doc_to_txt: x\n", "did you mean doc_to_text"),
        definition(
            "key for later",
            GOOD + "doc_to_image: x\n",
            "doc_to_image is not supported: models read"),
        definition("Python code", change("label", "!function u.f"), "Python code"),
        definition("unknown type", change("multiple_choice", "choice"), "output_type: choice"),
        definition("no target", GOOD.replaceAll("doc_to_target.*\n", ""), "doc_to_target: none"),
        definition("no choices", GOOD.replaceAll("doc_to_choice.*\n", ""), "doc_to_choice: none"),
        definition("unknown metric", metric("metric: acc_nrm"), "did you mean acc_norm"),
        definition("metrics for later", metric("metric: bleu"), "for multiple_choice one of"),
        definition("metric twice", GOOD + "metric_list: [{metric: acc}, {metric: acc}]\n", "once"),
        definition("aggregation", metric("metric: acc, aggregation: f1"), "aggregation: f1"),
        definition(
            "metric's key", metric("metric: acc, higher_is_bettr: true"), "higher_is_better"),
        definition("filters on choices", GOOD + "filter_list: [{name: x}]\n", "take_first alone"),
        definition("too many shots", GOOD + "num_fewshot: 4\n", "4 of 3 examples"),
        definition("negative shots", GOOD + "num_fewshot: -1\n", "num_fewshot: -1"),
        definition("sampler", GOOD + "fewshot_config: {sampler: best}\n", "sampler: best"),
        definition("few-shot key", GOOD + "fewshot_config: {smapler: x}\n", "did you mean sampler"),
        definition("repeats", GOOD + "repeats: 0\n", "repeats: 0"),
        definition(
            "template",
            change("{{question}}", "a\\n{% if %}"),
            "doc_to_text: a\\n{% if %} (expected a template: unexpected '%}'"),
        definition(
            "template without end",
            change("{{question}}", "a\\n{% if x %}\\n"),
            "Unexpected end of template (expected one of [elif, else, endif]) (line 3)"),
        definition("includes itself", GOOD + "include: task.yaml\n", "includes itself"),
        definition(
            "include is gone",
            GOOD + "include: base.yaml\n",
            "task.yaml: include: base.yaml: no such file"),
        definition("no YAML", "task: [", "expected YAML"),
        definition("no keys", "- 1", "expected a task file"),
        definition("empty file", "", "expected a task file"),
        definition("aliases that explode", bomb(), "expected YAML"),
        definition(
            "sampling", GENERATE + "generation_kwargs: {temperature: 1, top_p: 2}\n", "top_p 2.0"),
        definition(
            "temperature", GENERATE + "generation_kwargs: {temperature: warm}\n", "a number"),
        definition("no tokens", GENERATE + "generation_kwargs: {max_gen_toks: 0}\n", "1 or more"),
        definition("kwargs", GENERATE + "generation_kwargs: {untl: x}\n", "did you mean until"),
        definition("filter", GENERATE + filter("function: regx"), "did you mean regex"),
        definition("no function", GENERATE + filter("function: custom"), "!function and its name"),
        definition("pattern", GENERATE + filter("function: regex, regex_pattern: '(a'"), "(a"),
        definition("filter's key", GENERATE + filter("function: regex, patern: a"), "patern"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("definitions")
  void a_broken_definition_is_an_error_that_names_file_and_key(
      String name, String yaml, String message) {
    assertThatThrownBy(() -> load(yaml, DATA))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageContaining(message);
  }

  static Stream<Arguments> documents() {
    return Stream.of(
        Arguments.of("missing column", "{\"label\": 0}", "question"),
        Arguments.of("missing label", "{\"question\": \"x\"}", "no column label"),
        Arguments.of("null label", "{\"question\": \"x\", \"label\": null}", "label is null"),
        Arguments.of("label too high", "{\"question\": \"x\", \"label\": 2}", "index from 0 to 1"),
        Arguments.of("label negative", "{\"question\": \"x\", \"label\": -1}", "index from 0 to 1"),
        Arguments.of("label fraction", "{\"question\": \"x\", \"label\": 0.5}", "0.5"),
        Arguments.of("label text", "{\"question\": \"x\", \"label\": \"may\"}", "[yes, no]"),
        Arguments.of("labels", "{\"question\": \"x\", \"label\": [0, 1]}", "[0, 1]"),
        Arguments.of(
            "no JSON",
            "{\"question\": \"x\"",
            "line 2: Unexpected end-of-input: expected close marker for Object at column 17"),
        Arguments.of("key twice", "{\"question\": \"x\", \"question\": \"y\"}", "line 2"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void a_broken_document_is_an_error_that_names_its_line(String name, String line, String message)
      throws IOException {
    LmEvalTask task = load(GOOD, "{\"question\": \"a?\", \"label\": 0}\n" + line + "\n");
    assertThat(task.items(0, 1)).hasSize(1);
    assertThatThrownBy(() -> task.items(0, 2))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageMatching("(?s).*data\\.jsonl(:2|: line 2).*")
        .hasMessageContaining(message);
  }

  @Test
  void a_column_that_a_document_lacks_is_none_to_a_template_that_asks() throws IOException {
    String data =
        """
        {"question": "a?", "label": 0, "hint": "look up"}
        {"question": "b?", "label": 1}
        """;
    LmEvalTask task =
        load(
            GOOD.replace(
                "{{question}}", "{{question}}{% if hint is not none %} {{hint}}{% endif %}"),
            data);
    assertThat(task.items(0, 2))
        .extracting(item -> ((Request.Loglikelihood) item.requests().get(0)).prompt())
        .containsExactly(Prompt.of("a? look up"), Prompt.of("b?"));
    LmEvalTask printed = load(GOOD.replace("{{question}}", "{{question}} {{hint}}"), data);
    assertThatThrownBy(() -> printed.items(0, 2))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("doc_to_text (task.yaml) of data.jsonl:2: 'hint' is undefined")
        .hasMessageContaining("(expected columns among [question, label])");
  }

  @Test
  void what_a_template_cannot_do_is_told_with_its_line() throws IOException {
    String template = "first\\n{% if label %}\\n{{quetion}}{% endif %}";
    LmEvalTask task = load(GOOD.replace("{{question}}", template), DATA);
    assertThat(task.items(0, 1)).hasSize(1);
    assertThatThrownBy(() -> task.items(1, 2))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("data.jsonl:2: 'quetion' is undefined (line 3) in the template first")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void a_task_that_says_zero_examples_keeps_none() throws IOException {
    TaskOptions two = new TaskOptions(2, ChatForm.NONE, "", "");
    write("data.jsonl", DATA);
    Path open = write("task.yaml", GOOD);
    assertThat(TaskFiles.tasks(open, two).get(0).shots()).isEqualTo(2);
    Path fixed = write("task.yaml", GOOD + "num_fewshot: 0\n");
    LmEvalTask task = TaskFiles.tasks(fixed, two).get(0);
    assertThat(task.shots()).isZero();
    assertThat(task.digest()).isEqualTo(TaskFiles.tasks(fixed).get(0).digest());
    assertThat(task.definition().notes())
        .containsExactly("num_fewshot: 0: no examples, whatever a sweep says of shots");
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    String yaml =
        GOOD
            + """
            doc_to_imge: x
            fewshot_config: {sampler: best, smapler: x}
            metric_list: [{metric: acc_nrm}, {metric: f1, aggregation: bleu}]
            """;
    assertThatThrownBy(() -> load(yaml, DATA))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("task.yaml: 5 problems")
        .hasMessageContaining("\n- unknown key doc_to_imge")
        .hasMessageContaining("\n- fewshot_config: unknown key smapler; did you mean sampler?")
        .hasMessageContaining("\n- fewshot_config.sampler: best")
        .hasMessageContaining("\n- metric_list.metric: acc_nrm")
        .hasMessageContaining("\n- metric_list.aggregation: bleu (expected f1, f1_macro, matthews");
  }

  @Test
  void keys_without_effect_are_noted() throws IOException {
    Path file = write("task.yaml", GOOD + "should_decontaminate: true\ntask_alias: My task\n");
    assertThat(TaskFiles.definitions(file).get(0).notes())
        .containsExactly(
            "should_decontaminate: nothing is looked for in training data",
            "task_alias: a name for tables");
  }

  @Test
  void of_a_key_that_stands_twice_the_last_counts() throws IOException {
    assertThat(load(GOOD + "task: again\n", DATA).name()).isEqualTo("again");
  }

  @Test
  void choices_that_are_no_list_are_an_error() throws IOException {
    String yaml = GOOD.replace("[\"yes\", \"no\"]", "\"{{question}}\"");
    assertThatThrownBy(() -> load(yaml, DATA).items(0, 1))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("doc_to_choice of data.jsonl:1");
  }

  @Test
  void an_empty_split_is_an_error() {
    assertThatThrownBy(() -> load(GOOD, "\n\n"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("the split test is empty");
  }

  @Test
  void groups_name_what_is_wrong_with_their_members() throws IOException {
    Files.writeString(folder.resolve("task.yaml"), GOOD);
    Files.writeString(folder.resolve("data.jsonl"), DATA);
    assertGroup("group: g\ntask: [mne]\n", "did you mean mine");
    assertGroup("group: g\ntask: [mine, mine]\n", "each task once");
    assertGroup("group: g\ntask: [g]\n", "no group inside itself");
    assertGroup("group: g\ntask: []\n", "at least one task");
    assertGroup("group: g\ntask: [mine]\ntaks: 1\n", "did you mean task");
    assertGroup("group: g\ntask: [7]\n", "a task's name");
    assertThat(TaskFiles.tasks(write("group.yaml", "group: g\ntask: [mine]\n"))).hasSize(1);
    assertThat(
            TaskFiles.tasks(
                write("group.yaml", "group: g\ntask: [{include: task.yaml, task: other}]\n")))
        .extracting(LmEvalTask::name)
        .containsExactly("g::other");
  }

  private void assertGroup(String yaml, String message) throws IOException {
    Path file = write("group.yaml", yaml);
    assertThatThrownBy(() -> TaskFiles.tasks(file))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("group.yaml")
        .hasMessageContaining(message);
  }

  private LmEvalTask load(String yaml, String data) throws IOException {
    write("data.jsonl", data);
    return TaskFiles.tasks(write("task.yaml", yaml)).get(0);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Arguments definition(String name, String yaml, String message) {
    return Arguments.of(name, yaml, message);
  }

  private static String change(String from, String to) {
    assertThat(GOOD).contains(from);
    return GOOD.replace(from, to);
  }

  private static String metric(String keys) {
    return GOOD + "metric_list: [{" + keys + "}]\n";
  }

  private static String filter(String keys) {
    return "filter_list: [{name: x, filter: [{" + keys + "}]}]\n";
  }

  private static String bomb() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    return yaml.toString();
  }
}
