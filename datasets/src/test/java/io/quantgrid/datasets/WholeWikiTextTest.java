package io.quantgrid.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.pocket.PocketModels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Perplexities of the standard tasks over all of WikiText-2's test split; whole.py beside the
 * goldens has them from the same weights by other means. Runs where {@code -Dquantgrid.data=} names
 * a folder with {@code wikitext-2-raw/wiki.test.raw}.
 */
@Tag("full")
@EnabledIfSystemProperty(named = "quantgrid.data", matches = ".+")
final class WholeWikiTextTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Float32 on both sides, over half a million tokens; relative. */
  private static final double ARITHMETIC = 1e-4;

  private static final EvaluationSettings SETTINGS = new EvaluationSettings(4, 1, 2);
  private static final Pattern ROW = Pattern.compile("[^\n]*\n");

  @TempDir Path folder;
  private Path model;

  /** The rows and pages of the data sets, and the model with room for windows of 2048. */
  @BeforeEach
  void write() throws IOException {
    String raw =
        Files.readString(
            Path.of(System.getProperty("quantgrid.data"), "wikitext-2-raw", "wiki.test.raw"));
    List<String> rows = new ArrayList<>();
    for (Matcher row = ROW.matcher(raw); row.find(); ) {
      rows.add(row.group().equals(" \n") ? "" : row.group());
    }
    assertThat(rows).hasSize(4358);
    data("wikitext", "text", rows);
    data("wikitext_document_level", "page", pages(raw));
    model = Files.createDirectories(folder.resolve("model"));
    Path pocket = PocketModels.folder("pocket-s");
    try (Stream<Path> files = Files.list(pocket)) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    Path config = model.resolve("config.json");
    Files.delete(config);
    Files.writeString(
        config,
        Files.readString(pocket.resolve("config.json"))
            .replace("\"max_position_embeddings\": 1024", "\"max_position_embeddings\": 2048"));
  }

  @Test
  void whole_splits_have_the_perplexities_of_other_tools() throws IOException {
    JsonNode golden;
    try (InputStream in = WholeWikiTextTest.class.getResourceAsStream("/perplexity/whole.json")) {
      golden = JSON.readTree(in).get("pocket-s");
    }
    compare("wikitext2_gptq", golden.get("gptq"));
    compare("wikitext2_llamacpp", golden.get("llamacpp"));
    compare("wikitext", golden.get("words"));
  }

  private void compare(String name, JsonNode golden) {
    StandardCatalog catalog = new StandardCatalog(Path::of, Optional.of(folder.toString()));
    Task task = catalog.tasks(new TaskRef(Optional.of(name), Optional.empty())).get(0);
    List<SampleResult> results = PocketRun.all(task, model, SETTINGS);
    for (MetricSpec metric : task.metrics()) {
      double[] values =
          results.stream().mapToDouble(result -> result.metrics().get(metric.key())).toArray();
      long[] weights =
          results.stream()
              .mapToLong(
                  result ->
                      switch (metric.weight()) {
                        case "words" -> result.words();
                        case "bytes" -> result.bytes();
                        default -> 1;
                      })
              .toArray();
      double figure =
          Aggregation.named(metric.aggregation()).value(Observations.weighted(values, weights));
      double expected = golden.get(metric.name()).doubleValue();
      System.out.printf("%s %s %.6f, golden %.6f%n", name, metric.name(), figure, expected);
      assertThat(figure)
          .as(name + " " + metric.name())
          .isCloseTo(expected, within(ARITHMETIC * expected));
    }
  }

  /** As the data set's script cuts them: at lines that are titles of pages. */
  private static List<String> pages(String raw) {
    List<String> pages = new ArrayList<>();
    List<String> page = new ArrayList<>();
    for (String line : raw.split("\n", -1)) {
      String title = line.replace("= = =", "===").replace("= =", "==").strip();
      if (title.startsWith("= ") && title.endsWith(" =")) {
        pages.add(String.join("\n", page));
        page.clear();
      }
      page.add(line);
    }
    pages.add(String.join("\n", page));
    pages.removeIf(String::isBlank);
    return pages;
  }

  private void data(String set, String column, List<String> texts) throws IOException {
    Path file = Files.createDirectories(folder.resolve(set).resolve("wikitext-2-raw-v1"));
    List<String> lines = new ArrayList<>();
    for (String text : texts) {
      lines.add(JSON.writeValueAsString(Map.of(column, text)));
    }
    Files.write(file.resolve("test.jsonl"), lines);
  }
}
