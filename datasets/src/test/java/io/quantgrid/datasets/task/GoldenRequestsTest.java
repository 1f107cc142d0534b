package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.PromptTexts;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.datasets.Goldens;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.pocket.PocketTasks;
import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, filtered answers and metrics of the first 100 items equal the harness's, as text. */
class GoldenRequestsTest {
  private static final int DEFAULT_TOKENS = 256;

  private static final Tokenizer TOKENIZER =
      HuggingFaceTokenizer.open(PocketModels.folder("pocket-s"));
  private static final PromptTexts PROMPTS = new PromptTexts(TOKENIZER);

  @AfterAll
  static void close() {
    TOKENIZER.close();
  }

  /** Probabilities are written with so many digits. */
  private static final double PROBABILITY = 1e-5;

  private static final Document DOCUMENT = new Document(0, "t:1", "", Map.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pocket_arithmetic",
        "pocket_arithmetic_3shot",
        "pocket_deduction",
        "pocket_deduction_2shot",
        "pocket_dialogue",
        "pocket_dialogue_answer",
        "pocket_ethics",
        "pocket_ethics_4shot",
        "pocket_instruction",
        "pocket_last_word",
        "pocket_mapping",
        "pocket_next_sentence",
        "pocket_next_sentence.max_length_48",
        "pocket_retrieval",
        "pocket_retrieval.max_length_128",
        "pocket_retrieval_ll",
        "pocket_retrieval_prefix",
        "pocket_robustness",
        "pocket_stories",
        "pocket_stories.double_bos",
        "pocket_stories.max_length_128",
        "pocket_ethics_mi",
        "pocket_ethics.chat",
        "pocket_instruction_chat.0shot",
        "pocket_instruction_chat.2shot_multiturn",
        "pocket_instruction_chat.2shot_singleturn",
        "pocket_instruction_chat.system"
      })
  void requests_and_judgements_equal_the_goldens(String run) {
    String name = run.replaceAll("\\..*", "");
    LmEvalTask task = TaskFiles.tasks(PocketTasks.file(name), Goldens.options(run)).get(0);
    assertThat(Goldens.samples("pocket-s/" + run)).hasSize(100);
    compare(task, Goldens.samples("pocket-s/" + run));
    assertThat(task.items(40, 60)).isEqualTo(task.items(0, 100).subList(40, 60));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arc_challenge",
        "bbh_fewshot_navigate",
        "bbh_zeroshot_boolean_expressions",
        "boolq",
        "gsm8k",
        "gsm8k_cot",
        "lambada_openai",
        "mmlu_astronomy",
        "openbookqa",
        "super_glue/copa",
        "truthfulqa_mc1",
        "wikitext"
      })
  void standard_tasks_from_the_files_of_lm_eval_ask_and_judge_the_same(String run) {
    LmEvalTask task = TaskFiles.tasks(Goldens.standardTask(run), TaskOptions.none()).get(0);
    compare(task, Goldens.samples("standard/" + run));
  }

  static void compare(LmEvalTask task, List<JsonNode> goldens) {
    List<Item> items = task.items(0, goldens.size());
    for (int i = 0; i < goldens.size(); i++) {
      compare(task, items.get(i), goldens.get(i));
    }
  }

  private static void compare(LmEvalTask task, Item item, JsonNode golden) {
    assertThat(item.docId()).isEqualTo(golden.get("doc_id").longValue());
    String target = golden.get("target").asText();
    boolean named = !target.matches("\\d+") && item.choices().contains(target);
    assertThat(item.target())
        .isEqualTo(named ? String.valueOf(item.choices().indexOf(target)) : target);
    assertThat(item.requests()).hasSize(golden.get("requests").size());
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < item.requests().size(); i++) {
      responses.add(response(item.requests().get(i), golden.get("requests").get(i)));
    }
    Judgement judgement = task.judge(item, responses);
    int metrics = 0;
    for (Map.Entry<String, JsonNode> filter : golden.get("metrics").properties()) {
      for (Map.Entry<String, JsonNode> metric : filter.getValue().properties()) {
        String key =
            filter.getKey().equals("none")
                ? metric.getKey()
                : metric.getKey() + "," + filter.getKey();
        compare(metric.getKey(), key, item, judgement, metric.getValue());
        metrics++;
      }
    }
    assertThat(judgement.metrics()).hasSize(metrics);
    if (task.kind() == Kind.GENERATE) {
      List<FilterPipeline> pipelines = task.definition().judging().pipelines();
      String text = golden.get("requests").get(0).get("text").textValue();
      assertThat(judgement.output()).contains(text);
      for (Map.Entry<String, JsonNode> filtered : golden.get("filtered").properties()) {
        FilterPipeline pipeline =
            pipelines.stream().filter(p -> p.name().equals(filtered.getKey())).findFirst().get();
        Outcome answer = pipeline.apply(new Outcome.Generated(List.of(text)), DOCUMENT);
        assertThat(((Outcome.Generated) answer).first()).isEqualTo(filtered.getValue().textValue());
      }
    }
  }

  /** A pair is a class and the one taken, or its probabilities, or a number and what weighs it. */
  private static void compare(
      String metric, String key, Item item, Judgement judgement, JsonNode golden) {
    double value = judgement.metrics().get(key);
    if (judgement.statistics().containsKey(key)) {
      assertThat(judgement.statistics().get(key))
          .as(key)
          .containsExactly(golden.get(0).doubleValue(), golden.get(1).doubleValue());
    } else if (golden.path(1).isArray()) {
      assertThat(value).as(key).isCloseTo(brier(golden), within(PROBABILITY));
    } else if (golden.isArray()) {
      assertThat(value).as(key).isEqualTo(golden.get(0).doubleValue());
      assertThat(metric.startsWith("word") ? item.words() : item.bytes())
          .isEqualTo(golden.get(1).longValue());
    } else {
      assertThat(value).as(key).isEqualTo(golden.doubleValue());
    }
  }

  private static double brier(JsonNode pair) {
    double sum = 0;
    for (int k = 0; k < pair.get(1).size(); k++) {
      double distance = pair.get(1).get(k).doubleValue() - (k == pair.get(0).intValue() ? 1 : 0);
      sum += distance * distance;
    }
    return sum;
  }

  private static Response response(Request request, JsonNode golden) {
    if (request instanceof Request.Loglikelihood loglikelihood) {
      assertThat(PROMPTS.of(loglikelihood.prompt())).isEqualTo(golden.get("context").textValue());
      assertThat(loglikelihood.continuation()).isEqualTo(golden.get("continuation").textValue());
      return new Response.Loglikelihood(
          golden.get("loglikelihood").doubleValue(), golden.get("is_greedy").booleanValue(), 1, 1);
    }
    if (request instanceof Request.Rolling rolling) {
      assertThat(rolling.text()).isEqualTo(golden.get("text").textValue());
      return new Response.Loglikelihood(golden.get("loglikelihood").doubleValue(), false, 1, 1);
    }
    Request.Generate generate = (Request.Generate) request;
    assertThat(PROMPTS.of(generate.prompt())).isEqualTo(golden.get("context").textValue());
    List<String> until = new ArrayList<>();
    golden.get("gen_kwargs").get("until").forEach(stop -> until.add(stop.textValue()));
    assertThat(generate.until()).isEqualTo(until);
    assertThat(generate.maxTokens())
        .isEqualTo(golden.get("gen_kwargs").path("max_gen_toks").asInt(DEFAULT_TOKENS));
    return new Response.Text(golden.get("text").textValue(), new int[0], 1);
  }
}
