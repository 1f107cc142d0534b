package io.quantgrid.datasets.task;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.datasets.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The definitions that lie here ask and judge as the harness did, on the harness's documents. */
class StandardDefinitionsTest {
  @TempDir Path folder;

  /**
   * @param split evaluated by the definition
   * @param pool split of the examples; {@code none} without
   */
  @ParameterizedTest
  @CsvSource({
    "arc_challenge, arc_challenge, test, none, 0",
    "bbh_fewshot_navigate, bbh_fewshot_navigate, test, examples, 3",
    "bbh_zeroshot_boolean_expressions, bbh_zeroshot_boolean_expressions, test, none, 0",
    "boolq, boolq, validation, none, 0",
    "gsm8k, gsm8k, test, train, 5",
    "gsm8k_cot, gsm8k_cot, test, examples_cot, 8",
    "lambada_openai, lambada_openai, test, none, 0",
    "mmlu_astronomy, mmlu_astronomy, test, dev, 5",
    "openbookqa, openbookqa, test, none, 0",
    "copa, super_glue/copa, validation, none, 0",
    "truthfulqa_mc1, truthfulqa_mc1, validation, none, 0",
    "wikitext, wikitext, test, none, 0"
  })
  void a_definition_gives_the_requests_of_the_harness(
      String name, String run, String split, String pool, int shots) throws IOException {
    Path golden = Goldens.standardTask(run).getParent();
    List<String> lines = new ArrayList<>();
    lines.add("include: " + name);
    lines.add("task: " + name);
    lines.add("dataset_path: json");
    lines.add("num_fewshot: " + shots);
    lines.add("dataset_kwargs:");
    lines.add("  data_files:");
    lines.add("    " + split + ": " + golden.resolve("docs.jsonl"));
    if (!pool.equals("none")) {
      lines.add("    " + pool + ": " + examples(golden));
    }
    Path file = Files.write(folder.resolve("task.yaml"), lines);
    GoldenRequestsTest.compare(TaskFiles.tasks(file).get(0), Goldens.samples("standard/" + run));
  }

  /** The examples' own file, or those that stand in the harness's definition as one. */
  private Path examples(Path golden) throws IOException {
    Path file = golden.resolve("fewshot.jsonl");
    if (Files.exists(file)) {
      return file;
    }
    List<String> lines = new ArrayList<>();
    Map<?, ?> config = (Map<?, ?>) TaskYaml.read(golden.resolve("task.yaml")).get("fewshot_config");
    for (Object sample : (List<?>) config.get("samples")) {
      lines.add(new ObjectMapper().writeValueAsString(sample));
    }
    return Files.write(folder.resolve("examples.jsonl"), lines);
  }
}
