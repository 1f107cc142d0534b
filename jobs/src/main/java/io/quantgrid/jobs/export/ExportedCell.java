package io.quantgrid.jobs.export;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * What files say about a cell beside its samples.
 *
 * @param variantId of the plan
 * @param variant names the variant in paths and records: model, format, method, and calibration
 *     where there are several
 * @param mainMetric empty where the task has none
 * @param metrics value by name; without those that are no finite number
 * @param errors standard errors by the same names, where there are any
 * @param details what else is known of the variant
 * @param samples where the lines of its samples go
 */
record ExportedCell(
    String cell,
    String variantId,
    String variant,
    String model,
    String task,
    String kind,
    String mainMetric,
    long items,
    int shots,
    Instant finished,
    TreeMap<String, Double> metrics,
    TreeMap<String, Double> errors,
    TreeMap<String, Boolean> higherIsBetter,
    TreeMap<String, String> details,
    String samples)
    implements Serializable {

  /**
   * A cell of the tables.
   *
   * @param cell of the cells table, with {@code shots} and {@code finished} of its samples
   */
  static ExportedCell of(Row cell, String variant, PlanJson.CellJson planned) {
    TreeMap<String, Boolean> directions = new TreeMap<>();
    for (MetricSpec metric : planned.metrics()) {
      directions.put(metric.key(), metric.higherIsBetter());
    }
    TreeMap<String, String> details = new TreeMap<>();
    for (String name :
        List.of(
            "format", "method", "weights", "activations", "kv", "family", "compute", "engine")) {
      details.put(name, String.valueOf(cell.<Object>getAs(name)));
    }
    details.put("bits_per_weight", String.valueOf(cell.<Object>getAs("bits_per_weight")));
    details.put("model_bytes", String.valueOf(cell.<Object>getAs("model_bytes")));
    details.put("parameters", String.valueOf(cell.<Object>getAs("parameters")));
    for (String name :
        List.of(
            "calibration",
            "calibration_source",
            "calibration_samples",
            "calibration_tokens",
            "calibration_seed")) {
      Object value = cell.getAs(name);
      if (value != null) {
        details.put(name, value.toString());
      }
    }
    String main = cell.getAs("main_metric");
    return new ExportedCell(
        cell.getAs("cell"),
        cell.getAs("variant"),
        variant,
        cell.getAs("model"),
        cell.getAs("task"),
        cell.getAs("kind"),
        main == null ? "" : main,
        cell.<Long>getAs("samples"),
        cell.<Integer>getAs("shots"),
        cell.<java.sql.Timestamp>getAs("finished").toInstant(),
        finite(cell.getJavaMap(cell.fieldIndex("metrics"))),
        finite(cell.getJavaMap(cell.fieldIndex("stderrs"))),
        directions,
        details,
        "");
  }

  private static TreeMap<String, Double> finite(Map<String, Double> values) {
    TreeMap<String, Double> finite = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (value != null && Double.isFinite(value)) {
            finite.put(name, value);
          }
        });
    return finite;
  }

  ExportedCell in(String samples) {
    return new ExportedCell(
        cell,
        variantId,
        variant,
        model,
        task,
        kind,
        mainMetric,
        items,
        shots,
        finished,
        metrics,
        errors,
        higherIsBetter,
        details,
        samples);
  }
}
