package io.quantgrid.jobs.report;

import io.quantgrid.core.text.jinja.Jinja;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Renders {@code report/index.html}: one file with style, script and data inside, that asks nothing
 * of the network. Text from models, tasks and failures is escaped, in HTML by the template and in
 * the embedded data by {@link PageData}.
 */
public final class ReportPage {
  private static final String LIBRARY = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private ReportPage() {}

  /**
   * The page.
   *
   * @param name of the sweep
   * @param cells rows of {@link io.quantgrid.jobs.analyse.CellTable}
   * @param variants rows of {@link io.quantgrid.jobs.analyse.VariantTable}
   * @param run what was run, in the order shown: versions, machine, times
   */
  public static String render(
      String name, List<Row> cells, List<Row> variants, Map<String, String> run) {
    Map<String, Object> bindings = new HashMap<>();
    bindings.put("name", name);
    bindings.put("facts", Sentences.facts(cells, variants));
    bindings.put("sentences", Sentences.of(cells, variants));
    bindings.put("failures", Tables.failures(cells));
    bindings.put("models", Tables.heatMaps(cells, variants));
    bindings.put("columns", Tables.COLUMNS);
    bindings.put("variants", Tables.variants(variants));
    bindings.put(
        "run",
        run.entrySet().stream()
            .map(e -> Map.of("name", e.getKey(), "value", e.getValue()))
            .toList());
    bindings.put("data", PageData.json(variants));
    bindings.put("style", resource("style.css"));
    bindings.put("script", resource("charts.js"));
    bindings.put("library", resource(LIBRARY));
    return Jinja.forTasks().render(resource("index.html.jinja"), bindings);
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
