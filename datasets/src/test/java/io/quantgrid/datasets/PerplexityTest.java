package io.quantgrid.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.ModelEvaluator;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.StopTokens;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.task.TaskFiles;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The perplexities of other tools, of pocket-s on two pages; make.py beside the goldens has them.
 */
final class PerplexityTest {
  /** Float32 against float64, relative. */
  private static final double ARITHMETIC = 1e-4;

  private static final EvaluationSettings SETTINGS = new EvaluationSettings(64, 1, 1);

  @TempDir Path folder;

  @Test
  void a_joined_text_in_windows_has_the_perplexities_of_other_tools() throws IOException {
    JsonNode golden;
    try (InputStream in = PerplexityTest.class.getResourceAsStream("/perplexity/perplexity.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    SampleResult gptq = evaluated("ppl_gptq", "separator: \"\\n\\n\", cut: disjoint");
    assertThat(gptq.outputTokens()).isEqualTo(511 * golden.get("windows").asInt());
    compare(gptq, "ppl_gptq", golden);
    SampleResult halves = evaluated("ppl_llamacpp", "cut: second_halves");
    assertThat(halves.outputTokens()).isEqualTo(golden.get("scored").asInt());
    compare(halves, "ppl_llamacpp", golden);
  }

  @Test
  void a_figure_never_stands_under_the_name_of_another_convention() {
    assertThatThrownBy(() -> task("ppl_gptq", "cut: second_halves"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("ppl_gptq (expected a metric of the cut second_halves)");
  }

  private static void compare(SampleResult result, String metric, JsonNode golden) {
    double expected = golden.get(metric).doubleValue();
    assertThat(Aggregation.PERPLEXITY.value(Observations.of(result.metrics().get(metric))))
        .as(metric)
        .isCloseTo(expected, within(ARITHMETIC * expected));
  }

  private Task task(String metric, String corpus) throws IOException {
    Path pages = Goldens.standardTask("wikitext").resolveSibling("docs.jsonl");
    return TaskFiles.tasks(
            Files.writeString(
                folder.resolve("task.yaml"),
                """
                task: pages
                dataset_path: json
                dataset_kwargs: {data_files: {test: %s}}
                test_split: test
                output_type: loglikelihood_rolling
                doc_to_target: page
                corpus: {column: page, documents: 2, length: 512, %s}
                metric_list: [{metric: %s}]
                """
                    .formatted(pages, corpus, metric)))
        .get(0);
  }

  private SampleResult evaluated(String metric, String corpus) throws IOException {
    Task task = task(metric, corpus);
    Path model = PocketModels.folder("pocket-s");
    Engine engine = Engines.named("torch");
    engine.threads(SETTINGS.threads());
    try (Checkpoint checkpoint = Checkpoint.open(model);
        CausalModel loaded =
            Models.load(
                engine,
                Models.config(checkpoint.config(), model.toString()),
                new CheckpointWeights(engine, checkpoint),
                Computation.in(DType.FLOAT32))) {
      Tokenizer tokenizer = HuggingFaceTokenizer.open(model);
      ModelEvaluator evaluator =
          new ModelEvaluator(
              loaded,
              tokenizer,
              SETTINGS,
              StopTokens.of(model),
              ModelEvaluator.maxLength(loaded.config(), tokenizer));
      List<SampleResult> results =
          evaluator.evaluate(task, task.items(0, task.size()), Optional.empty());
      tokenizer.close();
      return results.get(0);
    }
  }
}
