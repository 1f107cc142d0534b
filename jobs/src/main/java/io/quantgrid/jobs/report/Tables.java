package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;

/** The page's tables as lists of maps for the template. */
final class Tables {
  static final List<String> COLUMNS =
      List.of(
          "bits / weight",
          "model size",
          "recovery %",
          "perplexity",
          "flips %",
          "KL",
          "top-1 same %",
          "samples",
          "samples / s",
          "compute");

  private Tables() {}

  static List<Map<String, Object>> failures(List<Row> cells) {
    List<Map<String, Object>> out = new ArrayList<>();
    for (Row cell : cells) {
      String failure = cell.getAs("failure");
      if (failure != null) {
        out.add(
            Map.of(
                "model", cell.getAs("model"),
                "format", cell.getAs("format"),
                "method", cell.getAs("method"),
                "task", cell.getAs("task"),
                "reason", failure));
      }
    }
    return out;
  }

  /** One heat map per model: rows are variants, columns tasks. */
  static List<Map<String, Object>> heatMaps(List<Row> cells, List<Row> variants) {
    Map<String, LinkedHashSet<String>> tasks = new LinkedHashMap<>();
    Map<String, Map<String, Row>> byVariant = new LinkedHashMap<>();
    for (Row cell : cells) {
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
          for (Row variant : variants) {
            if (variant.getAs("model").equals(model)) {
              rows.add(heatRow(variant, names, byVariant.get(variant.<String>getAs("variant"))));
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

  private static Map<String, Object> heatRow(
      Row variant, Set<String> tasks, Map<String, Row> cells) {
    List<Map<String, Object>> figures = new ArrayList<>();
    for (String task : tasks) {
      Row cell = cells.get(task);
      Double recovery = cell == null ? null : cell.getAs("recovery");
      boolean failed = cell != null && cell.getAs("failure") != null;
      HeatColor color = HeatColor.of(recovery);
      figures.add(
          Map.of(
              "text",
              failed ? "failed" : Figures.of(recovery, 1),
              "title",
              cell == null ? task : title(cell),
              "background",
              color.background(),
              "color",
              color.text()));
    }
    String method = variant.getAs("method");
    return Map.of(
        "format", variant.getAs("format"),
        "method", "none".equals(method) ? "" : method,
        "bits", Figures.of(variant, "bits_per_weight", 2),
        "mean", Figures.of(variant, "recovery", 1),
        "cells", figures);
  }

  private static String title(Row cell) {
    return cell.getAs("task")
        + ": "
        + cell.getAs("main_metric")
        + " "
        + Figures.of(cell, "value", 4)
        + ", baseline "
        + Figures.of(cell, "baseline_value", 4)
        + ", "
        + cell.getAs("samples")
        + " items";
  }

  /** Drops what all names begin with ({@code pocket_}), up to an underscore. */
  private static String shorten(String name, Set<String> names) {
    int cut = name.indexOf('_') + 1;
    String prefix = name.substring(0, cut);
    return names.size() > 1 && cut > 0 && names.stream().allMatch(n -> n.startsWith(prefix))
        ? name.substring(cut)
        : name;
  }

  static List<Map<String, Object>> variants(List<Row> variants) {
    List<Map<String, Object>> out = new ArrayList<>();
    for (Row row : variants) {
      String compute = row.getAs("compute");
      Double agreement = row.getAs("top1_agreement");
      out.add(
          Map.of(
              "model",
              row.getAs("model"),
              "format",
              row.getAs("format"),
              "method",
              row.getAs("method"),
              "figures",
              List.of(
                  Figures.of(row, "bits_per_weight", 2),
                  Figures.bytes(row.getAs("model_bytes")),
                  Figures.of(row, "recovery", 1),
                  Figures.of(row, "perplexity", 2),
                  Figures.of(row, "flips", 1),
                  Figures.of(row, "kl_mean", 4),
                  Figures.of(agreement == null ? null : 100 * agreement, 1),
                  row.<Long>getAs("samples").toString(),
                  Figures.of(row, "samples_per_second", 0),
                  compute == null ? "–" : compute)));
    }
    return out;
  }
}
