package io.quantgrid.jobs.against;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Two sweeps side by side, cell by cell: cells belong together by model, format, method and task,
 * their items by doc_id and prompt_hash. Spark sums over the items; one row per cell reaches the
 * driver.
 *
 * @param changes of the cells that both have, in the order of this sweep's
 * @param onlyHere names of cells that the other sweep does not have figures of
 * @param onlyThere the other way round
 * @param incomparable names of cells whose main metric is another one in the other sweep
 */
public record Against(
    List<Change> changes,
    List<String> onlyHere,
    List<String> onlyThere,
    List<String> incomparable) {
  private static final StructType SIDE =
      new StructType()
          .add("cell", StringType, false)
          .add("pair", IntegerType, false)
          .add("metric", StringType, false);

  private static final String SUMS =
      """
      SELECT
        pair,
        count(here - there) AS pairs, avg(here - there) AS mean, stddev_samp(here - there) AS deviation,
        count_if(here_correct IS NOT NULL AND there_correct IS NOT NULL) AS judged,
        count_if(here_correct AND NOT there_correct) AS gained,
        count_if(there_correct AND NOT here_correct) AS lost,
        count(here) AS here_items, avg(here) AS here_mean, var_samp(here) AS here_variance,
        count(there) AS there_items, avg(there) AS there_mean, var_samp(there) AS there_variance
      FROM {here} FULL OUTER JOIN {there} USING (pair, doc_id, prompt_hash)
      GROUP BY pair
      """;

  private static final class Found {
    private final Map<String, Row> here = new LinkedHashMap<>();
    private final Map<String, Row> there = new LinkedHashMap<>();
  }

  /**
   * Compares.
   *
   * @param cells rows of {@link io.quantgrid.jobs.analyse.CellTable} of this sweep
   * @param samples of this sweep
   */
  public static Against of(
      SparkSession spark,
      List<Row> cells,
      Dataset<Row> samples,
      List<Row> otherCells,
      Dataset<Row> otherSamples) {
    Set<String> several = several(cells);
    several.addAll(several(otherCells));
    Found found = new Found();
    cells.stream()
        .filter(Against::hasFigure)
        .forEach(row -> found.here.put(name(row, several), row));
    otherCells.stream()
        .filter(Against::hasFigure)
        .forEach(row -> found.there.put(name(row, several), row));
    List<String> onlyHere = new ArrayList<>(found.here.keySet());
    onlyHere.removeAll(found.there.keySet());
    List<String> onlyThere = new ArrayList<>(found.there.keySet());
    onlyThere.removeAll(found.here.keySet());
    List<String> both = new ArrayList<>();
    List<String> incomparable = new ArrayList<>();
    found.here.forEach(
        (name, row) -> {
          Row other = found.there.get(name);
          if (other != null) {
            boolean same = Objects.equals(row.getAs("main_metric"), other.getAs("main_metric"));
            (same ? both : incomparable).add(name);
          }
        });
    Map<Integer, Row> sums = new HashMap<>();
    for (Row row : sums(spark, samples, otherSamples, both, found)) {
      sums.put(row.getAs("pair"), row);
    }
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < both.size(); i++) {
      if (sums.containsKey(i)) {
        Row row = found.here.get(both.get(i));
        changes.add(
            Change.of(
                row,
                found.there.get(both.get(i)),
                sums.get(i),
                several.contains(name(row)) ? calibration(row) : ""));
      }
    }
    return new Against(Change.adjusted(changes), onlyHere, onlyThere, incomparable);
  }

  private static boolean hasFigure(Row cell) {
    return cell.getAs("main_metric") != null && cell.getAs("value") != null;
  }

  private static String name(Row cell) {
    return String.join(
        ", ",
        cell.<String>getAs("model"),
        cell.<String>getAs("format"),
        cell.<String>getAs("method"),
        cell.<String>getAs("task"));
  }

  /** What stands for more than one cell of a sweep: calibrations tell those apart. */
  private static Set<String> several(List<Row> cells) {
    Set<String> seen = new HashSet<>();
    Set<String> several = new HashSet<>();
    cells.forEach(
        row -> {
          if (!seen.add(name(row))) {
            several.add(name(row));
          }
        });
    return several;
  }

  private static String name(Row cell, Set<String> several) {
    String name = name(cell);
    return several.contains(name) ? name + ", " + calibration(cell) : name;
  }

  /** Empty where there is none, or the table is older than such names. */
  private static String calibration(Row cell) {
    boolean known = cell.schema().getFieldIndex("calibration").isDefined();
    String calibration = known ? cell.getAs("calibration") : null;
    return calibration == null ? "" : calibration;
  }

  private static List<Row> sums(
      SparkSession spark,
      Dataset<Row> samples,
      Dataset<Row> otherSamples,
      List<String> both,
      Found found) {
    if (both.isEmpty()) {
      return List.of();
    }
    String suffix = Integer.toHexString(System.identityHashCode(found));
    items(spark, samples, both, found.here, "here").createOrReplaceTempView("here_" + suffix);
    items(spark, otherSamples, both, found.there, "there")
        .createOrReplaceTempView("there_" + suffix);
    try {
      return spark
          .sql(SUMS.replace("{here}", "here_" + suffix).replace("{there}", "there_" + suffix))
          .collectAsList();
    } finally {
      spark.catalog().dropTempView("here_" + suffix);
      spark.catalog().dropTempView("there_" + suffix);
    }
  }

  /** One row per item: its main metric's value, and whether it is right. */
  private static Dataset<Row> items(
      SparkSession spark,
      Dataset<Row> samples,
      List<String> both,
      Map<String, Row> cells,
      String side) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < both.size(); i++) {
      Row cell = cells.get(both.get(i));
      rows.add(RowFactory.create(cell.getAs("cell"), i, cell.getAs("main_metric")));
    }
    return samples
        .filter("coalesce(repeat, 0) = 0")
        .join(functions.broadcast(spark.createDataFrame(rows, SIDE)), "cell")
        .selectExpr(
            "pair",
            "doc_id",
            "prompt_hash",
            "metrics[metric] AS " + side,
            "correct AS " + side + "_correct");
  }
}
