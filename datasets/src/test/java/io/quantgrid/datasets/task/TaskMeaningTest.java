package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.GroupMetric;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.pocket.PocketTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskMeaningTest {
  private static final String YAML =
      """
      task: mine
      tag: [skill, other]
      dataset_path: json
      dataset_kwargs: {data_files: {test: data.jsonl, train: pool.jsonl}}
      test_split: test
      fewshot_split: train
      num_fewshot: 1
      fewshot_config: {sampler: first_n}
      output_type: multiple_choice
      description: "Answer {{topic}}.\\n"
      doc_to_text: "Q: {{question}}\\nA:"
      doc_to_choice: choices
      doc_to_target: answer
      metric_list: [{metric: acc_norm}, {metric: acc}, {metric: acc_bytes}, {metric: exact_match}]
      """;

  @TempDir Path folder;

  @Test
  void the_group_has_the_eleven_tasks_with_their_types_and_sizes() {
    TaskGroup group = TaskFiles.group(PocketTasks.file("pocket")).orElseThrow();
    assertThat(group.name()).isEqualTo("pocket");
    assertThat(group.tasks()).hasSize(11);
    assertThat(group.tasks().stream().mapToInt(LmEvalTask::size).sum()).isEqualTo(8269);
    assertThat(group.tasks())
        .extracting(LmEvalTask::type)
        .containsExactly(
            "basic_nlp",
            "basic_nlp",
            "basic_nlp",
            "emergent",
            "emergent",
            "emergent",
            "emergent",
            "trustworthiness",
            "trustworthiness",
            "dialogue",
            "long_context");
    assertThat(group.metrics())
        .containsExactly(
            new GroupMetric("acc", true, List.of()),
            new GroupMetric("exact_match", false, List.of("get-answer", "strip")));
    for (LmEvalTask task : group.tasks()) {
      assertThat(task.metrics().stream().filter(MetricSpec::main)).as(task.name()).hasSize(1);
      assertThat(task.items(0, task.size())).hasSize(task.size());
    }
  }

  @Test
  void the_prompt_is_description_examples_and_question() throws IOException {
    Item item = mine().items(0, 1).get(0);
    assertThat(item.requests())
        .containsExactly(
            new Request.Loglikelihood("Answer maths.\nQ: p\nA: u\n\nQ: a\nA:", " x"),
            new Request.Loglikelihood("Answer maths.\nQ: p\nA: u\n\nQ: a\nA:", " éé"));
    assertThat(item.target()).isEqualTo("1");
    assertThat(item.choices()).containsExactly("x", "éé");
    assertThat(mine().type()).isEqualTo("skill");
    assertThat(mine().shots()).isEqualTo(1);
  }

  @Test
  void delimiters_are_those_of_the_file() throws IOException {
    String yaml = YAML + "target_delimiter: \"=\"\nfewshot_delimiter: \"|\"\n";
    assertThat(mine(yaml).items(0, 1).get(0).requests().get(0))
        .isEqualTo(new Request.Loglikelihood("Answer maths.\nQ: p\nA:=u|Q: a\nA:", "=x"));
  }

  @Test
  void choices_are_judged_plain_by_characters_and_by_bytes() throws IOException {
    LmEvalTask task = mine();
    Item item = task.items(0, 1).get(0);
    Judgement judgement = task.judge(item, List.of(scored(-1.0, true), scored(-1.5, false)));
    assertThat(judgement.metrics())
        .containsEntry("acc", 0.0)
        .containsEntry("acc_norm", 1.0)
        .containsEntry("acc_bytes", 1.0)
        .containsEntry("exact_match", 0.0);
    assertThat(judgement.predicted()).hasValue(0);
    assertThat(judgement.correct()).contains(false);
    Judgement tie = task.judge(item, List.of(scored(-1.0, false), scored(-1.0, true)));
    assertThat(tie.predicted()).hasValue(0);
    assertThat(tie.metrics()).containsEntry("acc", 0.0).containsEntry("exact_match", 1.0);
  }

  @Test
  void without_acc_the_main_metric_is_acc_norm_and_decides_what_was_predicted() throws IOException {
    LmEvalTask task = mine(YAML.replaceAll("metric_list.*", "metric_list: [{metric: acc_norm}]"));
    Item item = task.items(0, 1).get(0);
    Judgement judgement = task.judge(item, List.of(scored(-1.0, true), scored(-1.5, false)));
    assertThat(judgement.predicted()).hasValue(1);
    assertThat(judgement.correct()).contains(true);
  }

  @Test
  void labels_may_be_numbers_texts_of_numbers_choices_or_truth() throws IOException {
    assertThat(target("0")).isEqualTo("0");
    assertThat(target("\"1\"")).isEqualTo("1");
    assertThat(target("\"éé\"")).isEqualTo("1");
    assertThat(target("true")).isEqualTo("1");
    assertThat(target("false")).isEqualTo("0");
  }

  @Test
  void the_digest_depends_on_meaning_and_data_and_not_on_place_or_name() throws IOException {
    String digest = mine().digest();
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(mine(YAML.replace("task: mine", "task: yours")).digest()).isEqualTo(digest);
    assertThat(mine(YAML.replace("A:", "B:")).digest()).isNotEqualTo(digest);
    assertThat(mine(YAML.replace("num_fewshot: 1", "num_fewshot: 0")).digest())
        .isNotEqualTo(digest);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    for (String name : List.of("data.jsonl", "pool.jsonl")) {
      Files.copy(folder.resolve(name), elsewhere.resolve(name));
    }
    Path moved = Files.writeString(elsewhere.resolve("t.yaml"), YAML);
    assertThat(TaskFiles.tasks(moved).get(0).digest()).isEqualTo(digest);
    Files.writeString(elsewhere.resolve("pool.jsonl"), "{\"question\": \"other\"}\n");
    assertThat(TaskFiles.tasks(moved).get(0).digest()).isNotEqualTo(digest);
  }

  @Test
  void an_included_file_gives_what_the_including_one_does_not_say() throws IOException {
    mine();
    Path file =
        Files.writeString(
            folder.resolve("zero.yaml"), "include: mine.yaml\ntask: zero\nnum_fewshot: 0\n");
    LmEvalTask task = TaskFiles.tasks(file).get(0);
    assertThat(task.name()).isEqualTo("zero");
    assertThat(task.items(0, 1).get(0).requests().get(0))
        .isEqualTo(new Request.Loglikelihood("Answer maths.\nQ: a\nA:", " x"));
  }

  @Test
  void inline_samples_are_a_pool_of_their_own() throws IOException {
    String inline =
        "fewshot_config: {sampler: first_n, samples: [{question: s, choices: [k], answer: 0}]}";
    LmEvalTask task =
        mine(YAML.replaceAll("fewshot_config.*", inline).replaceAll("fewshot_split.*\n", ""));
    assertThat(((Request.Loglikelihood) task.items(0, 1).get(0).requests().get(0)).prompt().text())
        .isEqualTo("Answer maths.\nQ: s\nA: k\n\nQ: a\nA:");
  }

  @Test
  void examples_of_an_item_do_not_depend_on_who_asks_first() throws Exception {
    Path file = PocketTasks.file("pocket_ethics_4shot");
    List<Item> forward = TaskFiles.tasks(file).get(0).items(0, 200);
    LmEvalTask task = TaskFiles.tasks(file).get(0);
    assertThat(task.items(150, 200)).isEqualTo(forward.subList(150, 200));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<Item>>> calls = new ArrayList<>();
      for (int from = 180; from >= 0; from -= 20) {
        int start = from;
        calls.add(() -> task.items(start, start + 20));
      }
      List<Item> all = new ArrayList<>();
      for (Future<List<Item>> part : threads.invokeAll(calls)) {
        all.addAll(0, part.get());
      }
      assertThat(all).isEqualTo(forward);
    } finally {
      threads.shutdown();
    }
  }

  private String target(String answer) throws IOException {
    mine();
    Files.writeString(
        folder.resolve("data.jsonl"),
        "{\"topic\": \"maths\", \"question\": \"a\", \"choices\": [\"x\", \"éé\"], \"answer\": "
            + answer
            + "}\n");
    return TaskFiles.tasks(folder.resolve("mine.yaml")).get(0).items(0, 1).get(0).target();
  }

  private LmEvalTask mine() throws IOException {
    return mine(YAML);
  }

  private LmEvalTask mine(String yaml) throws IOException {
    Files.writeString(
        folder.resolve("data.jsonl"),
        "{\"topic\": \"maths\", \"question\": \"a\", \"choices\": [\"x\", \"éé\"], \"answer\": 1}\n");
    Files.writeString(
        folder.resolve("pool.jsonl"),
        "{\"question\": \"p\", \"choices\": [\"u\", \"v\"], \"answer\": 0}\n");
    return TaskFiles.tasks(Files.writeString(folder.resolve("mine.yaml"), yaml)).get(0);
  }

  private static Response scored(double loglikelihood, boolean greedy) {
    return new Response.Loglikelihood(loglikelihood, greedy, 1, 1);
  }

  @Test
  void examples_that_the_python_file_beside_it_writes_out_are_taken_from_there()
      throws IOException {
    String yaml =
        YAML.replace("fewshot_split: train\n", "")
            .replace("{sampler: first_n}", "{sampler: first_n, samples: !function utils.shown}");
    Path utils = folder.resolve("utils.py");
    String shown = "def shown():\n    return [{'question': 'p', 'choices': ['u'], 'answer': 0}]\n";
    Files.writeString(utils, shown);
    LmEvalTask task = mine(yaml);
    assertThat(task.items(0, 1).get(0).requests().get(0))
        .isEqualTo(new Request.Loglikelihood("Answer maths.\nQ: p\nA: u\n\nQ: a\nA:", " x"));
    Files.writeString(utils, shown.replace("'u'", "'v'"));
    assertThat(mine(yaml).digest()).isNotEqualTo(task.digest());
    Files.writeString(utils, shown.replace("[{", "list([{").replace("}]", "}])"));
    assertThatThrownBy(() -> mine(yaml))
        .hasMessageContaining("fewshot_config.samples: !function utils.shown")
        .hasMessageContaining("returns a list written out");
  }
}
