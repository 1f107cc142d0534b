package io.quantgrid.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.ModelEvaluator;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.evaluate.Reference;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.StopTokens;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.pocket.PocketTasks;
import io.quantgrid.datasets.task.TaskFiles;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * pocket-s on the pocket tasks against lm-evaluation-harness: of all items the aggregates with
 * their standard errors, of the first 100 every log-likelihood, decision, generated id and text.
 */
final class LmEvalGoldenTest {
  /** Float32 on another library, in other batches; float64 differs from the reference by 9e-5. */
  private static final double LOGLIKELIHOOD = 1e-3;

  /** Four decimals, relative for what is far above 1. */
  private static final double AGGREGATE = 5e-5;

  private static final EvaluationSettings SETTINGS = new EvaluationSettings(64, 1, 1);

  private static CausalModel model;
  private static Tokenizer tokenizer;
  private static Path folder;

  @BeforeAll
  static void open() {
    Engine engine = Engines.named("torch");
    engine.threads(SETTINGS.threads());
    folder = PocketModels.folder("pocket-s");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      model =
          Models.load(
              engine,
              Models.config(checkpoint.config(), folder.toString()),
              new CheckpointWeights(engine, checkpoint),
              Computation.in(DType.FLOAT32));
    }
    tokenizer = HuggingFaceTokenizer.open(folder);
  }

  @AfterAll
  static void close() {
    model.close();
    tokenizer.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pocket_stories",
        "pocket_last_word",
        "pocket_next_sentence",
        "pocket_arithmetic",
        "pocket_mapping",
        "pocket_deduction",
        "pocket_instruction",
        "pocket_ethics",
        "pocket_robustness",
        "pocket_dialogue",
        "pocket_retrieval",
        "pocket_arithmetic_3shot",
        "pocket_deduction_2shot",
        "pocket_ethics_4shot",
        "pocket_ethics_mi",
        "pocket_dialogue_answer",
        "pocket_retrieval_prefix",
        "pocket_retrieval_ll",
        "pocket_stories.max_length_128",
        "pocket_next_sentence.max_length_48",
        "pocket_retrieval.max_length_128",
        "pocket_ethics.chat",
        "pocket_instruction_chat.0shot",
        "pocket_instruction_chat.2shot_multiturn",
        "pocket_instruction_chat.2shot_singleturn",
        "pocket_instruction_chat.system"
      })
  void samples_and_aggregates_are_those_of_lm_eval(String run) {
    JsonNode golden = Goldens.results("pocket-s").get(run);
    Path file = PocketTasks.file(golden.get("task").asText());
    compare(file, Goldens.options(run), golden, Goldens.samples("pocket-s/" + run));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arc_challenge",
        "boolq",
        "lambada_openai",
        "openbookqa",
        "super_glue/copa",
        "truthfulqa_mc1"
      })
  void standard_tasks_from_the_files_of_lm_eval_score_the_same(String run) {
    standard(run);
  }

  /** Texts of many windows, and answers that seldom end by themselves. */
  @ParameterizedTest
  @Tag("full")
  @ValueSource(
      strings = {
        "bbh_fewshot_navigate",
        "bbh_zeroshot_boolean_expressions",
        "gsm8k",
        "gsm8k_cot",
        "mmlu_astronomy",
        "wikitext"
      })
  void long_standard_tasks_from_the_files_of_lm_eval_score_the_same(String run) {
    standard(run);
  }

  private static void standard(String run) {
    JsonNode golden = Goldens.results("standard").get(run.substring(run.lastIndexOf('/') + 1));
    compare(
        Goldens.standardTask(run), TaskOptions.none(), golden, Goldens.samples("standard/" + run));
  }

  private static void compare(
      Path file, TaskOptions options, JsonNode golden, List<JsonNode> samples) {
    Task task = TaskFiles.tasks(file, options).get(0);
    int maxLength =
        golden.at("/options/max_length").asInt(ModelEvaluator.maxLength(model.config(), tokenizer));
    ModelEvaluator evaluator =
        new ModelEvaluator(model, tokenizer, SETTINGS, StopTokens.of(folder), maxLength);
    List<SampleResult> results =
        evaluator.evaluate(task, task.items(0, golden.get("n").asInt()), Optional.empty());
    for (int i = 0; i < samples.size(); i++) {
      compare(task.kind(), results.get(i), samples.get(i));
    }
    for (MetricSpec metric : task.metrics()) {
      compare(metric, results, golden.get("metrics"));
    }
  }

  private static void compare(Kind kind, SampleResult result, JsonNode sample) {
    assertThat(result.docId()).isEqualTo(sample.get("doc_id").asLong());
    List<JsonNode> requests =
        StreamSupport.stream(sample.get("requests").spliterator(), false).toList();
    if (kind == Kind.GENERATE) {
      Reference left = result.reference().orElseThrow();
      assertThat(left.tokens()).isEqualTo(ints(requests.get(0).get("generated_ids")));
      assertThat(result.output()).hasValue(requests.get(0).get("text").asText());
      assertThat(result.promptTokens()).isEqualTo(requests.get(0).get("context_ids").size());
    } else {
      // rows have the choices' own; what is asked without context for mutual information is behind
      int kept = kind == Kind.MULTIPLE_CHOICE ? result.choiceLengths().length : requests.size();
      double[] expected =
          requests.stream()
              .limit(kept)
              .mapToDouble(r -> r.get("loglikelihood").asDouble())
              .toArray();
      int windows = Math.max(1, requests.get(0).path("windows").size());
      assertThat(result.loglikelihoods())
          .containsExactly(expected, within(LOGLIKELIHOOD * windows));
      assertThat(result.outputTokens())
          .isEqualTo(requests.stream().mapToInt(LmEvalGoldenTest::scoredTokens).sum());
      if (kind == Kind.MULTIPLE_CHOICE) {
        assertThat(result.predicted()).hasValue(largest(expected));
      }
    }
  }

  private static int scoredTokens(JsonNode request) {
    return request.has("windows")
        ? StreamSupport.stream(request.get("windows").spliterator(), false)
            .mapToInt(LmEvalGoldenTest::scoredTokens)
            .sum()
        : request.get("continuation_ids").size();
  }

  private static void compare(MetricSpec metric, List<SampleResult> results, JsonNode goldens) {
    Aggregation aggregation = Aggregation.named(metric.aggregation());
    double[] values = results.stream().mapToDouble(r -> r.metrics().get(metric.key())).toArray();
    long[] weights =
        results.stream()
            .mapToLong(r -> metric.weight().equals("words") ? r.words() : r.bytes())
            .toArray();
    double[][] statistics =
        aggregation.ofCorpus()
            ? results.stream()
                .map(r -> r.statistics().get(metric.key()))
                .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new)
            : new double[0][];
    Observations items = new Observations(values, weights, statistics);
    double expected = goldens.get(metric.name() + "," + metric.filter()).asDouble();
    assertThat(aggregation.value(items))
        .as(metric.key())
        .isCloseTo(expected, within(AGGREGATE * Math.max(1, Math.abs(expected))));
    JsonNode stderr = goldens.get(metric.name() + "_stderr," + metric.filter());
    OptionalDouble actual = aggregation.standardError(items);
    assertThat(actual.isPresent()).as("stderr of %s", metric.key()).isEqualTo(stderr.isNumber());
    actual.ifPresent(
        value ->
            assertThat(value)
                .as("stderr of %s", metric.key())
                .isCloseTo(stderr.asDouble(), within(AGGREGATE * Math.max(1, stderr.asDouble()))));
  }

  private static int largest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
