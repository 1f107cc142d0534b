package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.datasets.Goldens;
import io.quantgrid.datasets.read.Document;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tasks say is known of their documents. */
class FactsTest {
  private static final String TASK =
      """
      task: mine
      dataset_path: json
      dataset_kwargs: {data_files: {test: docs.jsonl}}
      test_split: test
      output_type: loglikelihood
      doc_to_text: "{{'a'}}"
      doc_to_target: "{{'b'}}"
      """;

  @TempDir Path folder;

  private List<Item> items(String facts) throws IOException {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"topic": "rain", "steps": 3, "kind": ["a", "b"], "dry": false, "High-level domain": "x y"}
        {"topic": "", "steps": 4, "kind": ["c"], "dry": null, "High-level domain": "z"}
        """);
    Path file = Files.writeString(folder.resolve("t.yaml"), TASK + "facts: " + facts + "\n");
    return TaskFiles.tasks(file).get(0).items(0, 2);
  }

  @Test
  void columns_and_templates_give_texts_and_what_is_empty_or_null_is_none() throws IOException {
    List<Item> items =
        items(
            """
            {subject: topic, hops: steps, category: "{{kind[0] if kind|length > 1}}", dry: dry, language: "{{'en'}}",
              domain: High-level domain, optional: {difficulty: hardness, extra: steps}}""");
    assertThat(items.get(0).facts())
        .isEqualTo(
            Map.of(
                "subject",
                "rain",
                "hops",
                "3",
                "category",
                "a",
                "dry",
                "False",
                "language",
                "en",
                "domain",
                "x y",
                "extra",
                "3"));
    assertThat(items.get(1).facts())
        .isEqualTo(Map.of("hops", "4", "language", "en", "domain", "z", "extra", "4"));
  }

  @Test
  void what_a_generated_request_tells_stays_beside_them() throws IOException {
    Files.writeString(
        folder.resolve("talk.jsonl"), "{\"turns\": [\"a\", \"b\"], \"topic\": \"c\"}\n");
    Path file =
        Files.writeString(
            folder.resolve("talk.yaml"),
            """
            include: mt_bench
            task: talk
            dataset_path: json
            dataset_kwargs: {data_files: {train: talk.jsonl}}
            facts: {category: topic}
            """);
    assertThat(TaskFiles.tasks(file, TaskOptions.none()).get(0).items(0, 1).get(0).facts())
        .isEqualTo(Map.of("category", "c", "turns", "2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{subject: topik} | facts.subject (t.yaml) of | docs.jsonl:1: no column topik (expected one of [topic",
        "{subject: '{{topik}}'} | facts.subject (t.yaml) of | topik",
        "{subject: '{{topic'} | facts.subject: {{topic | a template",
        "{Subject: topic} | facts.Subject: topic | small letters",
        "{turns: topic} | facts.turns: topic | another name",
        "{subject: topic, optional: {subject: steps}} | facts.optional.subject | each name once",
        "{optional: {subject: '{{topic}}'}} | facts.optional.subject: {{topic}} | a column",
        "{optional: topic} | facts.optional: topic | keys and values",
        "{subject: [a]} | facts.subject: [a] | a column or template",
        "{subject: '{{topic * 300}}'} | facts.subject of | 1200 characters (expected at most 200)",
        "topic | facts: topic | keys and values",
        "{subject: !function utils.f} | facts.subject | Python code"
      })
  void what_cannot_be_used_is_told_by_file_and_name(String facts, String where, String what) {
    assertThatThrownBy(() -> items(facts))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageContainingAll(where, what);
  }

  @Test
  void another_fact_is_another_task_and_none_leaves_the_digest() throws IOException {
    Files.writeString(folder.resolve("docs.jsonl"), "{\"topic\": \"c\"}\n");
    String without = digest(TASK);
    assertThat(digest(TASK + "facts: {}\n")).isNotEqualTo(digest(TASK + "facts: {a: topic}\n"));
    assertThat(digest(TASK)).isEqualTo(without);
  }

  private String digest(String yaml) throws IOException {
    return TaskFiles.tasks(Files.writeString(folder.resolve("d.yaml"), yaml)).get(0).digest();
  }

  private static Map<String, Map<String, Object>> documents() throws IOException {
    try (InputStream in = FactsTest.class.getResourceAsStream("/facts/documents.json")) {
      return new ObjectMapper()
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .readValue(in, new TypeReference<>() {});
    }
  }

  private static Document document(Map<String, Object> fields) {
    return new Document(0, "documents.json:1", "", fields);
  }

  @Test
  void every_standard_task_with_facts_finds_them_in_the_columns_that_its_data_are_published_with()
      throws IOException {
    Map<String, Map<String, Object>> documents = documents();
    Map<String, List<String>> missing = new HashMap<>();
    int tasks = 0;
    for (String name : StandardTasks.names()) {
      for (TaskDefinition task : TaskFiles.definitions(StandardTasks.file(name))) {
        if (!task.name().equals(name) || task.facts().all().isEmpty()) {
          continue;
        }
        tasks++;
        Map<String, Object> fields =
            documents.getOrDefault(task.file().string("dataset_path").orElse(""), Map.of());
        List<String> names =
            new ArrayList<>(task.facts().all().stream().map(Facts.Fact::name).toList());
        names.removeAll(task.facts().of(document(fields)).keySet());
        if (!names.isEmpty()) {
          missing.put(name, names);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(tasks).isGreaterThan(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mmlu_anatomy | cais/mmlu | {category=stem, subject=anatomy}",
        "mmlu_5shot_sociology | cais/mmlu | {category=social_sciences, subject=sociology}",
        "leaderboard_mmlu_pro | TIGER-Lab/MMLU-Pro | {category=biology}",
        "bbh_cot_zeroshot_navigate | SaylorTwift/bbh | {subject=navigate}",
        "hendrycks_math_algebra | EleutherAI/hendrycks_math | {difficulty=2, subject=Counting & Probability}",
        "minerva_math500 | HuggingFaceH4/MATH-500 | {difficulty=3, subject=Algebra}",
        "leaderboard_musr_team_allocation | TAUR-Lab/MuSR | {subject=team_allocation}",
        "ethics_virtue | EleutherAI/hendrycks_ethics | {subject=virtue}",
        "ifeval | google/IFEval | {category=punctuation, instructions=1}",
        "leaderboard_ifeval | wis-k/instruction-following-eval | {category=several, instructions=2}",
        "followbench | YuxinJiang/FollowBench | {category=mixed, difficulty=2}",
        "arena_hard | lmarena-ai/arena-hard-auto | {category=arena-hard-v0.1, subject=Music Notation}",
        "ceval-valid_law | ceval/ceval-exam | {language=zh, subject=law}",
        "copa | aps/super_glue | {category=effect}",
        "gsm8k_cot | openai/gsm8k | {hops=2}",
        "bbq | oskarvanderwal/bbq | {category=Age, context=ambig}",
        "hellaswag | Rowan/hellaswag | {category=activitynet}",
        "truthfulqa_mc1 | openai/gsm8k | {}",
        "gpqa_main_n_shot | SaylorTwift/bbh | {}"
      })
  void a_standard_task_tells_what_its_columns_hold(String task, String data, String facts)
      throws IOException {
    TaskDefinition definition = TaskFiles.definitions(StandardTasks.file(task)).get(0);
    assertThat(definition.facts().of(document(documents().get(data)))).hasToString(facts);
  }

  @ParameterizedTest
  @CsvSource({"mmlu_astronomy, astronomy", "bbh_fewshot_navigate, navigate", "gsm8k_cot, hops"})
  void the_documents_of_the_harness_have_them(String name, String told) throws IOException {
    Path golden = Goldens.standardTask(name).getParent();
    Path file =
        Files.write(
            folder.resolve("golden.yaml"),
            List.of(
                "include: " + name,
                "dataset_path: json",
                "num_fewshot: 0",
                "dataset_kwargs: {data_files: {test: '" + golden.resolve("docs.jsonl") + "'}}"));
    LmEvalTask task = TaskFiles.tasks(file).get(0);
    assertThat(task.items(0, task.size()))
        .allSatisfy(item -> assertThat(item.facts().toString()).contains(told));
  }
}
