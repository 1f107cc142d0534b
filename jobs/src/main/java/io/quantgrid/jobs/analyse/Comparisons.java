package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import io.quantgrid.core.stats.Holm;
import io.quantgrid.core.stats.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Every cell against its baseline's over the items that both have: the comparisons table, one row
 * per cell, and the interval and verdict of each variant over its tasks. One shuffle brings an
 * item's rows together, a second the sums of a variant's cells; to the driver comes one row per
 * cell.
 */
public final class Comparisons {
  /**
   * Documents of a task that are added up in one place. Part of what decides a table's last digits,
   * so no setting.
   */
  private static final int SLICE = 2048;

  /** Probability of the choice taken, among the choices. */
  private static final String CONFIDENCE =
      """
      exp(get(loglikelihoods, predicted) - array_max(loglikelihoods))
        / aggregate(loglikelihoods, 0D, (sum, x) -> sum + exp(x - array_max(loglikelihoods)))
      """;

  private static final String[] PAIRED = {
    "baseline_position",
    "doc_id div " + SLICE + " AS slice",
    "doc_id",
    "position",
    "try_element_at(metrics, metric) AS value",
    "CASE weighed_by WHEN 'words' THEN words WHEN 'bytes' THEN bytes ELSE 1L END AS weight",
    "try_element_at(statistics, metric) AS statistics",
    "correct",
    "CASE WHEN predicted IS NOT NULL THEN " + CONFIDENCE + " END AS confidence"
  };

  private static final Column[] ORDER = {
    col("baseline_position"),
    col("slice"),
    col("doc_id"),
    col("position").notEqual(col("baseline_position")),
    col("position")
  };

  private final Dataset<Row> cells;
  private final Dataset<Row> variants;

  private Comparisons(Dataset<Row> cells, Dataset<Row> variants) {
    this.cells = cells;
    this.variants = variants;
  }

  /**
   * Compares.
   *
   * @param samples the samples table, all columns
   */
  public static Comparisons of(SparkSession spark, PlanJson plan, Dataset<Row> samples) {
    Planned planned = Planned.of(plan);
    Dataset<Row> cells =
        broadcast(CellTable.local(spark, planned.rows(), ComparisonSchema.PLANNED));
    Dataset<Row> partials =
        samples
            .where("repeat = 0")
            .join(cells, samples.col("cell").equalTo(cells.col("planned_cell")))
            .selectExpr(PAIRED)
            .where("value IS NOT NULL")
            .repartition(col("baseline_position"), col("slice"))
            .sortWithinPartitions(ORDER)
            .mapPartitions(new PairFold(planned.cells()), Encoders.row(ComparisonSchema.PARTIAL));
    List<Row> found =
        partials
            .groupByKey((MapFunction<Row, Integer>) row -> row.getInt(0), Encoders.INT())
            .flatMapSortedGroups(
                new Column[] {col("position"), col("slice")},
                new PairMerge(planned.cells()),
                Encoders.row(ComparisonSchema.FOUND))
            .collectAsList();
    return new Comparisons(
        CellTable.local(spark, compared(plan, found), ComparisonSchema.TABLE),
        CellTable.local(spark, variants(plan, found), ComparisonSchema.VARIANTS));
  }

  /** The comparisons table, in the order of positions. */
  public Dataset<Row> cells() {
    return cells;
  }

  /** What the variants table gains: a row per variant but baselines. */
  Dataset<Row> variants() {
    return variants;
  }

  /** Cells with a main metric whose baseline is of the plan. */
  private record Planned(List<Row> rows, Map<Integer, ComparedCell> cells) {
    static Planned of(PlanJson plan) {
      Map<String, Integer> positions = new HashMap<>();
      Map<String, Integer> variants = new HashMap<>();
      plan.cells().forEach(cell -> positions.put(cell.id(), positions.size()));
      plan.variants().forEach(variant -> variants.put(variant.id(), variants.size()));
      List<Row> rows = new ArrayList<>();
      Map<Integer, ComparedCell> cells = new HashMap<>();
      for (CellJson cell : plan.cells()) {
        Optional<MetricSpec> main = main(cell);
        Integer baseline = positions.get(cell.baselineId());
        if (main.isPresent() && baseline != null) {
          int position = positions.get(cell.id());
          cells.put(
              position, new ComparedCell(variants.get(cell.variant()), cell.task(), main.get()));
          rows.add(
              RowFactory.create(
                  cell.id(), baseline, position, main.get().key(), main.get().weight()));
        }
      }
      return new Planned(rows, cells);
    }
  }

  private static Optional<MetricSpec> main(CellJson cell) {
    return cell.metrics().stream().filter(MetricSpec::main).findFirst();
  }

  private static List<Row> ofCells(List<Row> found) {
    return found.stream()
        .filter(row -> row.getInt(1) != PairMerge.WHOLE_VARIANT)
        .sorted(Comparator.comparingInt(row -> row.getInt(1)))
        .toList();
  }

  private static List<Row> compared(PlanJson plan, List<Row> found) {
    Map<String, PlanJson.VariantJson> variants = new HashMap<>();
    plan.variants().forEach(variant -> variants.put(variant.id(), variant));
    List<Row> cells = ofCells(found);
    double[] adjusted = adjusted(cells);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      Row row = cells.get(i);
      CellJson cell = plan.cells().get(row.getInt(1));
      PlanJson.VariantJson variant = variants.get(cell.variant());
      MetricSpec metric = main(cell).orElseThrow();
      List<Object> values =
          new ArrayList<>(
              List.of(
                  (long) row.getInt(1),
                  plan.name(),
                  cell.id(),
                  cell.baselineId(),
                  variant.id(),
                  variant.model(),
                  variant.format(),
                  variant.method(),
                  cell.task(),
                  cell.type(),
                  cell.kind(),
                  metric.key(),
                  metric.higherIsBetter()));
      for (int column = 2; column < row.size(); column++) {
        values.add(row.get(column));
      }
      double difference = number(row, "difference");
      values.add(Double.isNaN(adjusted[i]) ? null : adjusted[i]);
      values.add(
          verdict(row, adjusted[i], metric.higherIsBetter() ? difference : -difference).text());
      rows.add(RowFactory.create(values.toArray()));
    }
    return rows;
  }

  private static List<Row> variants(PlanJson plan, List<Row> found) {
    List<Row> variants =
        found.stream().filter(row -> row.getInt(1) == PairMerge.WHOLE_VARIANT).toList();
    double[] adjusted = adjusted(variants);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      Row row = variants.get(i);
      rows.add(
          RowFactory.create(
              plan.variants().get(row.getInt(0)).id(),
              row.getAs("recovery_low"),
              row.getAs("recovery_high"),
              verdict(row, adjusted[i], number(row, "recovery") - 100).text()));
    }
    return rows;
  }

  private static Verdict verdict(Row row, double adjusted, double advantage) {
    return Verdict.of(
        adjusted, advantage, number(row, "recovery_low"), number(row, "smallest_loss"));
  }

  private static double[] adjusted(List<Row> rows) {
    return Holm.adjusted(rows.stream().mapToDouble(row -> number(row, "p_value")).toArray());
  }

  /** NaN for null. */
  private static double number(Row row, String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? Double.NaN : row.getDouble(index);
  }
}
