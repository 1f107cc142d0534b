package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;

/** The heat maps for the template: one per model, rows are variants, columns tasks. */
final class HeatMaps {
  private HeatMaps() {}

  /**
   * The maps.
   *
   * @param data whose cells the buttons name by position
   */
  static List<Map<String, Object>> of(PageContent content, PageData.Data data) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < data.cells().size(); i++) {
      positions.put(data.cells().get(i).id(), i);
    }
    Map<String, LinkedHashSet<String>> tasks = new LinkedHashMap<>();
    Map<String, Map<String, Row>> byVariant = new LinkedHashMap<>();
    for (Row cell : content.cells()) {
      tasks
          .computeIfAbsent(cell.getAs("model"), key -> new LinkedHashSet<>())
          .add(cell.getAs("task"));
      byVariant
          .computeIfAbsent(cell.getAs("variant"), key -> new LinkedHashMap<>())
          .put(cell.getAs("task"), cell);
    }
    List<Map<String, Object>> out = new ArrayList<>();
    tasks.forEach(
        (model, names) -> {
          List<Map<String, Object>> rows = new ArrayList<>();
          for (Row variant : content.variants()) {
            if (variant.getAs("model").equals(model)) {
              Map<String, Row> cells = byVariant.get(variant.<String>getAs("variant"));
              rows.add(
                  row(
                      variant,
                      names.stream()
                          .map(task -> figure(cells.get(task), data, positions))
                          .toList()));
            }
          }
          out.add(
              Map.of(
                  "name",
                  model,
                  "anchor",
                  "model-" + out.size(),
                  "tasks",
                  names.stream().map(name -> shorten(name, names)).toList(),
                  "rows",
                  rows));
        });
    return out;
  }

  private static Map<String, Object> row(Row variant, List<Map<String, Object>> figures) {
    return Map.of(
        "format", variant.getAs("format"),
        "method", Figures.method(variant),
        "bits", Figures.of(variant, "bits_per_weight", 2),
        "mean", Figures.of(variant, "recovery", 1),
        "cells", figures);
  }

  private static Map<String, Object> figure(
      Row cell, PageData.Data data, Map<String, Integer> positions) {
    int position = cell == null ? -1 : positions.getOrDefault(cell.<String>getAs("cell"), -1);
    boolean failed = cell != null && cell.getAs("failure") != null;
    Double recovery = cell == null ? null : Figures.number(cell, "recovery");
    HeatColor color = HeatColor.of(recovery);
    String verdict = position < 0 ? "" : data.cells().get(position).verdict();
    boolean opens =
        position >= 0
            && !cell.<Boolean>getAs("baseline")
            && (failed || cell.<Long>getAs("samples") > 0);
    return Map.of(
        "text",
        failed ? "failed" : Figures.of(recovery, 1),
        "mark",
        "worse".equals(verdict) ? "▼" : "better".equals(verdict) ? "▲" : "",
        "word",
        verdict,
        "background",
        color.background(),
        "color",
        color.text(),
        "cell",
        opens ? position : -1);
  }

  /** Drops what all names begin with ({@code pocket_}), up to an underscore. */
  private static String shorten(String name, Set<String> names) {
    int cut = name.indexOf('_') + 1;
    String prefix = name.substring(0, cut);
    return names.size() > 1 && cut > 0 && names.stream().allMatch(n -> n.startsWith(prefix))
        ? name.substring(cut)
        : name;
  }
}
