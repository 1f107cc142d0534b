package io.quantgrid.jobs.analyse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The variants table: one row per (model, format, method, calibration), what the run ends with and
 * the page begins with. Recovery is the mean over the tasks of a type; perplexity the mean over
 * rolling tasks; flips and divergence the mean over the tasks that have them; interval and verdict
 * are of the mean recovery.
 */
public final class VariantTable {
  public static final StructType TYPE = BaseTable.VARIANTS.schema();

  private static final List<String> OF_THE_FIRST =
      List.of(
          "variant",
          "position",
          "model",
          "format",
          "method",
          "weights",
          "activations",
          "kv",
          "calibration",
          "baseline");

  private static final List<String> LARGEST =
      List.of("family", "parameters", "bits_per_weight", "model_bytes", "compute", "engine");

  private static final List<String> MEANS =
      List.of("recovery", "flips", "kl_mean", "top1_agreement");

  private static final List<String> COUNTS = List.of("gained", "lost", "compared", "samples");

  private VariantTable() {}

  /** The table from the cells table, with intervals and verdicts from comparisons. */
  public static LocalTable of(LocalTable cells, Comparisons comparisons) {
    return of(cells.rows(), comparisons.variants().rows());
  }

  /**
   * The table from the cells table alone: intervals and verdicts are null.
   *
   * @param cells in the order of their positions
   */
  public static LocalTable of(List<Row> cells) {
    return of(cells, List.of());
  }

  private static LocalTable of(List<Row> cells, List<Row> compared) {
    Map<String, Row> verdicts = new HashMap<>();
    compared.forEach(row -> verdicts.put(row.getAs("variant"), row));
    Map<String, List<Row>> byVariant = new LinkedHashMap<>();
    for (Row cell : cells) {
      byVariant.computeIfAbsent(cell.getAs("variant"), id -> new ArrayList<>()).add(cell);
    }
    Map<List<Object>, Set<Object>> calibrations = new HashMap<>();
    cells.stream()
        .filter(cell -> cell.getAs("calibration") != null)
        .forEach(
            cell ->
                calibrations
                    .computeIfAbsent(point(cell), point -> new HashSet<>())
                    .add(cell.getAs("calibration")));
    List<Row> rows = new ArrayList<>();
    byVariant.forEach(
        (variant, its) -> {
          Map<String, Object> columns = columns(its);
          long several = calibrations.getOrDefault(point(its.get(0)), Set.of()).size();
          columns.put("calibrations", several);
          if (verdicts.containsKey(variant)) {
            for (String name : List.of("recovery_low", "recovery_high", "verdict")) {
              columns.put(name, verdicts.get(variant).getAs(name));
            }
          }
          rows.add(LocalTable.row(TYPE, columns));
        });
    return new LocalTable(TYPE, rows);
  }

  /** What has one variant for each calibration. */
  private static List<Object> point(Row cell) {
    return List.of(cell.getAs("model"), cell.getAs("format"), cell.getAs("method"));
  }

  private static Map<String, Object> columns(List<Row> cells) {
    Map<String, Object> columns = new HashMap<>();
    OF_THE_FIRST.forEach(name -> columns.put(name, cells.get(0).getAs(name)));
    LARGEST.forEach(name -> columns.put(name, largest(cells, name)));
    MEANS.forEach(name -> columns.put(name, mean(cells, name)));
    for (String name : COUNTS) {
      columns.put(name, cells.stream().mapToLong(cell -> cell.<Long>getAs(name)).sum());
    }
    List<Row> rolling =
        cells.stream().filter(cell -> "rolling".equals(cell.getAs("kind"))).toList();
    columns.put("perplexity", mean(rolling, "value"));
    double seconds = 0;
    for (Row cell : cells) {
      seconds += cell.<Double>getAs("seconds");
    }
    columns.put("seconds", seconds);
    columns.put(
        "samples_per_second", seconds == 0 ? null : (Long) columns.get("samples") / seconds);
    columns.put("cells_done", withStatus(cells, "done"));
    columns.put("cells_failed", withStatus(cells, "failed"));
    columns.put("cells", (long) cells.size());
    Map<String, List<Row>> types =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    cell -> cell.getAs("task_type"), TreeMap::new, Collectors.toList()));
    TreeMap<String, Double> byType = new TreeMap<>();
    types.forEach((type, its) -> byType.put(type, mean(its, "recovery")));
    columns.put("recovery_by_type", CollectionConverters.asScala(byType));
    return columns;
  }

  private static long withStatus(List<Row> cells, String status) {
    return cells.stream().filter(cell -> status.equals(cell.getAs("status"))).count();
  }

  private static <T> Stream<T> known(List<Row> cells, String column) {
    return cells.stream()
        .map((Function<Row, T>) cell -> cell.getAs(column))
        .filter(Objects::nonNull);
  }

  /** Null without any. */
  private static Double mean(List<Row> cells, String column) {
    double[] values =
        VariantTable.<Double>known(cells, column).mapToDouble(Double::doubleValue).toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? null : (Double) (sum / values.length);
  }

  /** Null without any. */
  private static <T extends Comparable<T>> T largest(List<Row> cells, String column) {
    return VariantTable.<T>known(cells, column).max(T::compareTo).orElse(null);
  }
}
