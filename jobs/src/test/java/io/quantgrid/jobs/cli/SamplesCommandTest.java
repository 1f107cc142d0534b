package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Written and read as decimal text. */
  private static final double ROUNDING = 1e-12;

  /** What Every Eval Ever's schema wants of paths, a random UUID among it. */
  private static final String EEE_PATH =
      "data/[^/]+/[^/]+/[^/]+/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  private static Session session;
  private static Path output;
  private static Map<String, List<SampleRow>> samples;

  @TempDir Path folder;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    output = SmallSweep.shared().output();
    samples = SmallSweep.rows(output);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private Path written(String form) {
    Path to = folder.resolve("written");
    Ran ran = Ran.of("samples", output.toString(), "--to", form, "--out", to.toString());
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(ran.out()).contains(SmallSweep.CELLS + " cells as " + form);
    return to;
  }

  private static List<Path> files(Path below, String end) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(file -> file.getFileName().toString().endsWith(end)).sorted().toList();
    }
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void lm_eval_finds_its_files_and_keys() throws IOException {
    Path to = written("lm-eval");
    assertThat(files(to, ".json")).hasSize(3);
    assertThat(to.resolve("_attempts")).doesNotExist();
    Path results = files(to.resolve("pocket-s__w8a8-int__rtn"), ".json").get(0);
    JsonNode root = JSON.readTree(results.toFile());
    JsonNode ethics = root.get("results").get("pocket_ethics");
    assertThat(ethics.get("acc,none").asDouble()).isBetween(0.0, 1.0);
    assertThat(ethics.get("acc_stderr,none").isNumber()).isTrue();
    JsonNode stories = root.get("results").get("pocket_stories");
    assertThat(stories.get("word_perplexity_stderr,none").asText()).isEqualTo("N/A");
    assertThat(
            root.get("higher_is_better").get("pocket_stories").get("word_perplexity").asBoolean())
        .isFalse();
    assertThat(root.get("n-samples").get("pocket_ethics").get("effective").asInt())
        .isEqualTo(SmallSweep.SAMPLES);

    List<Path> lineFiles = files(to, ".jsonl");
    assertThat(lineFiles).hasSize(SmallSweep.CELLS);
    String date = results.getFileName().toString().replaceAll("^results_|\\.json$", "");
    Path file = results.resolveSibling("samples_pocket_ethics_" + date + ".jsonl");
    List<JsonNode> lines = lines(file);
    assertThat(lines).hasSize(SmallSweep.SAMPLES);
    double sum = 0;
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = lines.get(i);
      assertThat(line.get("doc_id").asInt()).isEqualTo(i);
      assertThat(line.get("filter").asText()).isEqualTo("none");
      assertThat(line.get("resps").get(0).get(0).get(0).asText()).startsWith("-");
      assertThat(line.get("target_hash").asText()).hasSize(64);
      sum += line.get("acc").asDouble();
    }
    assertThat(sum / lines.size()).isEqualTo(ethics.get("acc,none").asDouble(), within(ROUNDING));
  }

  @Test
  void every_eval_ever_gets_a_record_a_cell_and_one_a_sample() throws IOException {
    Path to = written("every-eval-ever");
    List<Path> records = files(to, ".json");
    assertThat(records).hasSize(SmallSweep.CELLS);
    for (Path record : records) {
      JsonNode root = JSON.readTree(record.toFile());
      assertThat(root.get("schema_version").asText()).isEqualTo("0.3.0");
      assertThat(to.relativize(record).toString()).matches(EEE_PATH + "\\.json");
      JsonNode details = root.get("model_info").get("additional_details");
      assertThat(details.get("deployment_type").asText()).isEqualTo("self_deployed");
      assertThat(root.get("source_metadata").get("source_type").asText())
          .isEqualTo("evaluation_run");
      JsonNode result = root.get("evaluation_results").get(0);
      assertThat(result.get("score_details").get("score").isNumber()).isTrue();
      JsonNode config = result.get("metric_config");
      assertThat(result.get("score_details").get("score").asDouble())
          .isBetween(
              config.get("min_score").asDouble(),
              Double.parseDouble(config.get("max_score").asText()));
      String detailed = root.get("detailed_evaluation_results").get("file_path").asText();
      assertThat(detailed).matches(EEE_PATH + "_samples\\.jsonl");
      List<String> results =
          root.get("evaluation_results").findValuesAsText("evaluation_result_id");
      assertThat(results).doesNotHaveDuplicates();
      for (JsonNode line : lines(to.resolve(detailed))) {
        assertThat(results).contains(line.get("evaluation_result_id").asText());
        assertThat(line.get("sample_hash").asText())
            .isEqualTo(
                Sha256.hex(
                    line.at("/input/raw").asText() + line.at("/input/reference/0").asText()));
        assertThat(line.get("evaluation_id")).isEqualTo(root.get("evaluation_id"));
        assertThat(line.get("evaluation").get("is_correct").isBoolean()).isTrue();
      }
    }
    long judged =
        samples.values().stream()
            .flatMap(List::stream)
            .filter(row -> row.correct() != null)
            .count();
    long written = 0;
    for (Path file : files(to, ".jsonl")) {
      written += lines(file).size();
    }
    assertThat(written).isEqualTo(judged).isPositive();
  }

  @Test
  void csv_holds_every_sample_and_nothing_that_is_computed() throws IOException {
    Path to = written("csv");
    long rows = 0;
    for (Path file : files(to.resolve("samples"), ".csv")) {
      try (var parser =
          CSVFormat.DEFAULT.builder().setHeader().get().parse(Files.newBufferedReader(file))) {
        for (CSVRecord row : parser) {
          rows++;
          assertThat(row.isConsistent()).isTrue();
          assertThat(row.get("output")).doesNotMatch("(?s)[=+@].*");
          assertThat(JSON.readTree(row.get("metrics")).isObject()).isTrue();
        }
      }
    }
    assertThat(rows).isEqualTo(SmallSweep.count(output));
  }

  @Test
  void a_folder_that_exists_and_an_output_without_cells_are_refused() throws IOException {
    Files.writeString(folder.resolve("there"), "x");
    Ran there = Ran.of("samples", output.toString(), "--to", "csv", "--out", folder.toString());
    assertThat(there.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(there.err()).contains("it exists");
    assertThat(Files.readString(folder.resolve("there"))).isEqualTo("x");
  }
}
