package io.quantgrid.jobs.report;

import io.quantgrid.core.text.jinja.Jinja;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Renders {@code report/index.html}: one file with style, script and data inside, that asks nothing
 * of the network. Text from models, tasks and failures is escaped, in HTML by the template and in
 * the embedded data by {@link PageJson}.
 */
public final class ReportPage {
  private static final String LIBRARY = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  /**
   * After this goes the samples' data, once it is known how long all else is. No text of a sweep
   * can hold it: the template escapes {@code <}.
   */
  private static final String SAMPLES = "<script type=\"application/json\" id=\"samples\">";

  /** A page under 5 MB, with room for what wraps the samples. */
  private static final long MOST_BYTES = 4_900_000;

  private static final long MOST_SAMPLE_BYTES = 2_500_000;

  /** Characters that turn the text after them around: a name with one could reverse figures. */
  private static final Pattern REORDERING =
      Pattern.compile("[\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

  private ReportPage() {}

  /** The page as HTML. */
  public static String render(PageContent content) {
    PageData.Data data = PageData.of(content);
    List<VariantVerdict> verdicts = VariantVerdict.of(content.variants(), content.comparisons());
    Map<String, Object> bindings = new HashMap<>();
    bindings.put("name", content.name());
    bindings.put("facts", Sentences.facts(content.cells(), content.variants()));
    bindings.put("sentences", Sentences.of(content.cells(), content.variants()));
    bindings.put("verdicts", verdicts(verdicts));
    bindings.put("tested", content.comparisons().isEmpty() ? "" : "yes");
    bindings.put("failures", Tables.failures(content.cells()));
    bindings.put("models", HeatMaps.of(content, data));
    bindings.put("groups", GroupMaps.of(content));
    bindings.put("columns", Tables.COLUMNS);
    bindings.put("variants", Tables.variants(content.variants()));
    bindings.put("kinds", Tables.bits(data.variants()));
    bindings.put("correlations", Sentences.correlations(data.variants()));
    bindings.put("categories", CategoryMaps.of(content));
    bindings.put("layers", layers(data.layers()));
    bindings.put(
        "run",
        content.run().entrySet().stream()
            .map(e -> Map.of("name", e.getKey(), "value", e.getValue()))
            .toList());
    bindings.put("data", PageJson.of(data));
    bindings.put("style", resource("style.css"));
    bindings.put("script", resource("page.js"));
    bindings.put("charts", resource("charts.js"));
    bindings.put("library", resource(LIBRARY));
    String page = Jinja.forTasks().render(resource("index.html.jinja"), bindings);
    long left = MOST_BYTES - page.getBytes(StandardCharsets.UTF_8).length;
    String samples =
        SampleTexts.json(
            content.samples(),
            data.cells().stream().map(PageData.Cell::id).toList(),
            Math.max(0, Math.min(MOST_SAMPLE_BYTES, left)));
    int at = page.indexOf(SAMPLES) + SAMPLES.length();
    return REORDERING
        .matcher(page.substring(0, at) + samples + page.substring(at))
        .replaceAll("\ufffd");
  }

  /** By model. */
  private static List<Map<String, Object>> verdicts(List<VariantVerdict> verdicts) {
    Map<String, List<Map<String, Object>>> models = new LinkedHashMap<>();
    for (VariantVerdict verdict : verdicts) {
      models
          .computeIfAbsent(verdict.model(), name -> new ArrayList<>())
          .add(
              Map.of(
                  "variant", verdict.variant(),
                  "word", verdict.word(),
                  "sentence", verdict.beyondWord()));
    }
    return models.entrySet().stream()
        .map(model -> Map.<String, Object>of("name", model.getKey(), "of", model.getValue()))
        .toList();
  }

  private static List<Map<String, Object>> layers(List<LayerFigures.Model> models) {
    return models.stream()
        .map(
            model ->
                Map.<String, Object>of(
                    "name", model.name(),
                    "anchor", "layers-" + models.indexOf(model),
                    "count", model.layers().size(),
                    "marked", model.layers().stream().filter(Tables::marked).count(),
                    "rows", Tables.layers(model)))
        .toList();
  }

  private static String resource(String path) {
    try (InputStream in = ReportPage.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(
            "Cannot find " + path + " on the class path (expected in quantgrid's jars)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
