package io.quantgrid.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.task.TaskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    JsonNode golden = golden();
    SampleResult gptq = evaluated("ppl_gptq", "separator: \"\\n\\n\", cut: disjoint");
    assertThat(gptq.outputTokens()).isEqualTo(511 * golden.get("windows").asInt());
    compare(gptq, "ppl_gptq", golden.get("ppl_gptq").doubleValue());
    SampleResult halves = evaluated("ppl_llamacpp", "cut: second_halves");
    assertThat(halves.outputTokens()).isEqualTo(golden.get("scored").asInt());
    compare(halves, "ppl_llamacpp", golden.get("ppl_llamacpp").doubleValue());
  }

  @Test
  void windows_that_are_drawn_have_the_perplexity_that_gptqs_code_gives() throws IOException {
    JsonNode golden = golden();
    int count = golden.get("drawn").intValue();
    SampleResult drawn =
        PocketRun.only(
            task("ppl_gptq", 512, "cut: drawn, windows: " + count),
            PocketModels.folder("pocket-s"),
            SETTINGS);
    assertThat(drawn.outputTokens()).isEqualTo(511 * count);
    compare(drawn, "ppl_gptq", golden.get("ppl_gptq_drawn").doubleValue());
  }

  @Test
  void a_limit_takes_the_first_windows() throws IOException {
    SampleResult halves = evaluated("ppl_llamacpp", "cut: second_halves, windows: 2");
    assertThat(halves.outputTokens()).isEqualTo(2 * 255);
  }

  @Test
  void what_does_not_belong_to_a_draw_is_refused() {
    assertThatThrownBy(() -> task("ppl_gptq", 512, "cut: drawn"))
        .hasMessageContaining("windows: none (expected how many are drawn)");
    assertThatThrownBy(() -> task("ppl_gptq", 512, "cut: drawn, windows: 4, documents: 2"))
        .hasMessageContaining("documents: 2 (expected nothing: drawn texts are not joined)");
    assertThatThrownBy(() -> task("ppl_llamacpp", 512, "cut: drawn, windows: 4"))
        .hasMessageContaining("ppl_llamacpp (expected a metric of the cut drawn)");
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = PerplexityTest.class.getResourceAsStream("/perplexity/perplexity.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  @Test
  void a_figure_never_stands_under_the_name_of_another_convention() {
    assertThatThrownBy(() -> task("ppl_gptq", "cut: second_halves"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("ppl_gptq (expected a metric of the cut second_halves)");
  }

  private static void compare(SampleResult result, String metric, double expected) {
    assertThat(Aggregation.PERPLEXITY.value(Observations.of(result.metrics().get(metric))))
        .as(metric)
        .isCloseTo(expected, within(ARITHMETIC * expected));
  }

  private SampleResult evaluated(String metric, String corpus) throws IOException {
    return PocketRun.only(task(metric, corpus), PocketModels.folder("pocket-s"), SETTINGS);
  }

  private Task task(String metric, String corpus) throws IOException {
    return task(metric, 512, "documents: 2, " + corpus);
  }

  private Task task(String metric, int length, String corpus) throws IOException {
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
                corpus: {column: page, length: %d, %s}
                metric_list: [{metric: %s}]
                """
                    .formatted(pages, length, corpus, metric)))
        .get(0);
  }
}
