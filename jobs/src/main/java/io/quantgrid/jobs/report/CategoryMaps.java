package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/**
 * Recovery by category for the template: one table per model, rows are quantized variants, columns
 * the values of each category: type of task, length, depth, shots ...
 */
final class CategoryMaps {
  private static final String TYPE = "task type";

  private record Column(String category, String value) {}

  private CategoryMaps() {}

  static List<Map<String, Object>> of(PageContent content) {
    Map<String, LinkedHashSet<Column>> columns = new LinkedHashMap<>();
    Map<String, Map<Column, Double>> values = new HashMap<>();
    for (Row row : content.variants()) {
      Map<String, Double> types = row.getJavaMap(row.fieldIndex("recovery_by_type"));
      for (String type : new TreeSet<>(types.keySet())) {
        Column column = new Column(TYPE, type);
        columns.computeIfAbsent(row.getAs("model"), m -> new LinkedHashSet<>()).add(column);
        put(values, row.getAs("variant"), column, types.get(type));
      }
    }
    for (Row row : content.categories()) {
      Column column = new Column(row.getAs("category"), row.getAs("value"));
      columns.computeIfAbsent(row.getAs("model"), m -> new LinkedHashSet<>()).add(column);
      long before = row.getAs("baseline_right");
      put(
          values,
          row.getAs("variant"),
          column,
          before == 0 ? null : 100.0 * row.<Long>getAs("right") / before);
    }
    List<Map<String, Object>> out = new ArrayList<>();
    columns.forEach(
        (model, of) -> {
          if (of.size() > 1) {
            out.add(model(model, "categories-" + out.size(), content, List.copyOf(of), values));
          }
        });
    return out;
  }

  private static void put(
      Map<String, Map<Column, Double>> values, String variant, Column column, Double value) {
    values.computeIfAbsent(variant, name -> new HashMap<>()).put(column, value);
  }

  private static Map<String, Object> model(
      String model,
      String anchor,
      PageContent content,
      List<Column> columns,
      Map<String, Map<Column, Double>> values) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Row variant : content.variants()) {
      if (variant.getAs("model").equals(model) && !variant.<Boolean>getAs("baseline")) {
        Map<Column, Double> of = values.getOrDefault(variant.<String>getAs("variant"), Map.of());
        rows.add(
            Map.of(
                "name",
                Figures.label(variant),
                "cells",
                columns.stream().map(column -> figure(of.get(column))).toList()));
      }
    }
    Map<String, Integer> widths = new LinkedHashMap<>();
    columns.forEach(column -> widths.merge(column.category(), 1, Integer::sum));
    return Map.of(
        "name",
        model,
        "anchor",
        anchor,
        "groups",
        widths.entrySet().stream()
            .map(group -> Map.of("name", group.getKey(), "width", group.getValue()))
            .toList(),
        "columns",
        columns.stream().map(Column::value).toList(),
        "rows",
        rows);
  }

  private static Map<String, Object> figure(Double recovery) {
    HeatColor color = HeatColor.of(recovery);
    return Map.of(
        "text", Figures.of(recovery, 1), "background", color.background(), "color", color.text());
  }
}
