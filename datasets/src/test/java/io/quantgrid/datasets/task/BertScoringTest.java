package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.datasets.read.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * BERTScore as a task names it, against numpy on a seeded encoder; the one of
 * core/src/test/resources/metrics, whose make_encoder.py made both.
 */
class BertScoringTest {
  /** The encoder computes in float32, numpy with other orders of summation. */
  private static final double SINGLE_PRECISION = 1e-5;

  private static final String TASK =
      """
      task: told
      dataset_path: json
      dataset_kwargs: {data_files: {test: docs.jsonl}}
      test_split: test
      doc_to_text: "Tell:"
      doc_to_target: "{{reference}}"
      metric_list: [{metric: bertscore, encoder: encoder, max_tokens: 32}]
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private JsonNode pairs;

  @BeforeEach
  void the_golden_pairs_are_documents() throws IOException, URISyntaxException {
    try (InputStream in = BertScoringTest.class.getResourceAsStream("/bertscore/bertscore.json")) {
      pairs = JSON.readTree(in).get("pairs");
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode pair : pairs) {
      lines.add(JSON.writeValueAsString(Map.of("reference", pair.get("reference").textValue())));
    }
    Files.write(folder.resolve("docs.jsonl"), lines);
    copyEncoder(folder.resolve("encoder"));
  }

  private static void copyEncoder(Path to) throws IOException, URISyntaxException {
    Path from = Path.of(BertScoringTest.class.getResource("/bertscore/encoder").toURI());
    Files.createDirectories(to);
    for (String name : List.of("model.onnx", "tokenizer.json")) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
  }

  private LmEvalTask task(String yaml) throws IOException {
    return task(yaml, DataFolder.none());
  }

  private LmEvalTask task(String yaml, DataFolder data) throws IOException {
    Path file = Files.writeString(folder.resolve("t.yaml"), yaml);
    return TaskFiles.tasks(file, TaskOptions.none(), data).get(0);
  }

  private static Judgement judged(LmEvalTask task, int document, String text) {
    return task.judge(
        task.items(document, document + 1).get(0),
        List.of(new Response.Text(text, new int[0], 1, List.of())));
  }

  @Test
  void every_value_is_numpys_and_f1_is_the_main_one() throws IOException {
    LmEvalTask last = task(TASK);
    LmEvalTask first = task(TASK.replace("max_tokens", "layer: hidden_states.0, max_tokens"));
    assertThat(last.metrics())
        .extracting(MetricSpec::name)
        .containsExactly("bertscore_f1", "bertscore_precision", "bertscore_recall");
    assertThat(last.metrics())
        .allSatisfy(spec -> assertThat(spec.aggregation()).isEqualTo("mean"))
        .allMatch(MetricSpec::higherIsBetter)
        .satisfiesOnlyOnce(spec -> assertThat(spec.main()).isTrue());
    for (int i = 0; i < pairs.size(); i++) {
      String prediction = pairs.get(i).get("prediction").textValue();
      close(judged(last, i, prediction), pairs.get(i).get("plain"));
      close(judged(first, i, prediction), pairs.get(i).get("first_layer"));
    }
    assertThat(judged(last, 0, "").correct()).isEmpty();
  }

  private static void close(Judgement actual, JsonNode expected) {
    Map<String, Double> metrics = actual.metrics();
    assertThat(
            new double[] {
              metrics.get("bertscore_precision"),
              metrics.get("bertscore_recall"),
              metrics.get("bertscore_f1")
            })
        .containsExactly(
            new double[] {
              expected.get(0).doubleValue(),
              expected.get(1).doubleValue(),
              expected.get(2).doubleValue()
            },
            within(SINGLE_PRECISION));
  }

  @Test
  void of_several_targets_each_value_is_the_highest() throws IOException {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"reference": ["the cat sat", "a dog"]}
        {"reference": ["the cat sat"]}
        {"reference": ["a dog"]}
        """);
    LmEvalTask task = task(TASK.replace("\"{{reference}}\"", "reference"));
    Map<String, Double> both = judged(task, 0, "a cat ran").metrics();
    Map<String, Double> one = judged(task, 1, "a cat ran").metrics();
    Map<String, Double> other = judged(task, 2, "a cat ran").metrics();
    assertThat(both).isNotEqualTo(one).hasSize(3);
    both.forEach(
        (name, value) -> assertThat(value).isEqualTo(Math.max(one.get(name), other.get(name))));
  }

  @Test
  void it_stands_beside_what_process_results_computes() throws IOException {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"document": "The cat sat on the mat.", "summary": "the cat sat"}
        """);
    LmEvalTask task =
        task(
            """
            include: xsum
            task: told
            dataset_path: json
            dataset_kwargs: {data_files: {test: docs.jsonl}}
            metric_list: [{metric: rouge1}, {metric: bertscore, encoder: encoder}, {metric: refusal}]
            """);
    assertThat(judged(task, 0, "the cat sat").metrics())
        .containsOnlyKeys(
            "rouge1", "bertscore_f1", "bertscore_precision", "bertscore_recall", "refusal")
        .containsEntry("rouge1", 1.0)
        .hasEntrySatisfying("bertscore_f1", f1 -> assertThat(f1).isCloseTo(1, within(1e-6)));
  }

  @Test
  void an_encoder_is_found_beside_the_task_below_the_data_and_at_an_address()
      throws IOException, URISyntaxException {
    String beside = task(TASK).digest();
    Path data = Files.createDirectory(folder.resolve("data"));
    copyEncoder(data.resolve("encoders/tiny"));
    String below =
        task(TASK.replace("encoder: encoder", "encoder: encoders/tiny"), DataFolder.at(data))
            .digest();
    DataFolder remote = DataFolder.none().localizing(uri -> data.resolve("encoders/tiny"));
    String address =
        task(TASK.replace("encoder: encoder", "encoder: hdfs://host/e"), remote).digest();
    String absolute =
        task(TASK.replace("encoder: encoder", "encoder: " + folder.resolve("encoder"))).digest();
    assertThat(List.of(below, address, absolute)).containsOnly(beside);
    Files.writeString(folder.resolve("encoder/tokenizer_config.json"), "{}");
    assertThat(task(TASK).digest()).isNotEqualTo(beside);
    assertThat(task(TASK.replace("32", "16")).digest()).isNotEqualTo(beside);
  }

  @Test
  void what_is_no_encoder_is_told_before_anything_is_asked() throws IOException {
    refused(TASK.replace("encoder: encoder,", ""), "metric_list: {", "the key encoder");
    refused(TASK.replace("32", "2"), "metric_list.max_tokens: 2", "3 or more");
    refused(TASK.replace("max_tokens", "idf: true, max_tokens"), "metric_list.idf: true", "false");
    refused(TASK.replace("max_tokens", "layers: 3, max_tokens"), "unknown key layers", "layer");
    refused(
        TASK.replace("encoder: encoder", "encoder: gone"),
        "metric_list.encoder: gone (expected a folder with model.onnx and tokenizer.json, in one"
            + " of ["
            + folder,
        folder.toString());
    refused(
        TASK.replace("max_tokens", "layer: pooler, max_tokens"),
        "metric_list.encoder: Cannot read ",
        "hidden_states.0] (expected pooler of shape [batch, tokens, width])");
    refused(
        TASK.replace("encoder: encoder", "encoder: hdfs://host/e"),
        "metric_list.encoder: Cannot read hdfs://host/e",
        "(expected a path on this machine)");
    Files.writeString(folder.resolve("encoder/model.onnx"), "no protobuf");
    refused(TASK, "metric_list.encoder: Cannot read ", "(expected an encoder in ONNX)");
    Files.delete(folder.resolve("encoder/model.onnx"));
    refused(TASK, "metric_list.encoder: Cannot use encoder ", "encoder: no model.onnx (expected");
    Files.delete(folder.resolve("encoder/tokenizer.json"));
    refused(TASK, "metric_list.encoder: ", "no model.onnx and no tokenizer.json (expected");
  }

  private void refused(String yaml, String... parts) {
    assertThatThrownBy(() -> task(yaml))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot load " + folder.resolve("t.yaml"))
        .hasMessageContainingAll(parts);
  }
}
