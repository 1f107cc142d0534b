package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Groups as wholes for the template: one table per model, rows are variants, columns the figures of
 * each group.
 */
final class GroupMaps {
  /** Standard errors of a normal distribution to either side that hold 95 %. */
  private static final double ERRORS = 1.96;

  /** From here on, as perplexities are, a figure is shown with fewer digits. */
  private static final double LARGE = 10;

  private record Column(String group, String metric) {}

  private GroupMaps() {}

  static List<Map<String, Object>> of(PageContent content) {
    Map<String, Map<Column, Long>> columns = new LinkedHashMap<>(); // by model, with tasks
    Map<String, Map<Column, Row>> figures = new HashMap<>(); // by variant
    for (Row row : content.groups()) {
      Column column = new Column(row.getAs("task_group"), row.getAs("metric"));
      columns
          .computeIfAbsent(row.getAs("model"), model -> new LinkedHashMap<>())
          .merge(column, Figures.whole(row, "tasks"), Math::max);
      figures.computeIfAbsent(row.getAs("variant"), variant -> new HashMap<>()).put(column, row);
    }
    List<Map<String, Object>> out = new ArrayList<>();
    columns.forEach(
        (model, of) ->
            out.add(
                Map.of(
                    "name",
                    model,
                    "anchor",
                    "groups-" + out.size(),
                    "columns",
                    of.entrySet().stream().map(GroupMaps::head).toList(),
                    "rows",
                    rows(model, of, content.variants(), figures))));
    return out;
  }

  private static Map<String, Object> head(Map.Entry<Column, Long> column) {
    return Map.of(
        "group",
        column.getKey().group(),
        "metric",
        column.getKey().metric(),
        "tasks",
        Figures.count(column.getValue(), "task"));
  }

  private static List<Map<String, Object>> rows(
      String model,
      Map<Column, Long> columns,
      List<Row> variants,
      Map<String, Map<Column, Row>> figures) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Row variant : variants) {
      Map<Column, Row> of = figures.get(variant.<String>getAs("variant"));
      if (variant.getAs("model").equals(model) && of != null) {
        rows.add(
            Map.of(
                "format",
                variant.getAs("format"),
                "method",
                Figures.method(variant),
                "cells",
                columns.entrySet().stream()
                    .map(column -> figure(of.get(column.getKey()), column.getValue()))
                    .toList()));
      }
    }
    return rows;
  }

  private static Map<String, Object> figure(Row row, long tasks) {
    Double recovery = row == null ? null : Figures.number(row, "recovery");
    HeatColor color = HeatColor.of(recovery);
    return Map.of(
        "text",
        Figures.of(recovery, 1),
        "value",
        row == null ? "" : value(row),
        "missing",
        row == null ? "" : missing(row, tasks),
        "background",
        color.background(),
        "color",
        color.text());
  }

  /** The group's own figure with its interval where it has one. */
  private static String value(Row row) {
    Double value = Figures.number(row, "value");
    if (value == null) {
      return "";
    }
    int digits = Math.abs(value) < LARGE ? 3 : 1;
    Double error = Figures.number(row, "value_stderr");
    return Figures.of(value, digits)
        + (error == null ? "" : " ± " + Figures.of(ERRORS * error, digits));
  }

  /** Of how many tasks it is, where other variants have it of more. */
  private static String missing(Row row, long most) {
    long tasks = Figures.whole(row, "tasks");
    return tasks == most
        ? ""
        : String.format(Locale.ROOT, "%,d of %s", tasks, Figures.count(most, "task"));
  }
}
