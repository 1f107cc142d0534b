package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import io.quantgrid.core.stats.Holm;
import io.quantgrid.core.stats.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;

/**
 * Every cell against its baseline's over the items that both have: the comparisons table, one row
 * per cell, and the interval and verdict of each variant over its tasks.
 */
public final class Comparisons {
  private final LocalTable cells;
  private final LocalTable variants;

  private Comparisons(LocalTable cells, LocalTable variants) {
    this.cells = cells;
    this.variants = variants;
  }

  /** Compares what the samples of a plan came to. */
  public static Comparisons of(PlanJson plan, SampleSums sums) {
    List<Row> found = sums.found();
    return new Comparisons(
        new LocalTable(ComparisonSchema.TABLE, compared(plan, found)),
        new LocalTable(ComparisonSchema.VARIANTS, variants(plan, found)));
  }

  /** The comparisons table, in the order of positions. */
  public LocalTable cells() {
    return cells;
  }

  /** What the variants table gains: a row per variant but baselines. */
  LocalTable variants() {
    return variants;
  }

  private static List<Row> ofCells(List<Row> found) {
    return found.stream()
        .filter(row -> row.getInt(1) != VariantMerge.WHOLE_VARIANT)
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
      MetricSpec metric = MetricSpec.mainOf(cell.metrics()).orElseThrow();
      List<Object> values =
          new ArrayList<>(
              Arrays.asList(
                  (long) row.getInt(1),
                  plan.name(),
                  cell.id(),
                  cell.baselineId(),
                  variant.id(),
                  variant.model(),
                  variant.format(),
                  variant.method(),
                  variant.calibration().isEmpty() ? null : variant.calibration(),
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
      rows.add(new GenericRowWithSchema(values.toArray(), ComparisonSchema.TABLE));
    }
    return rows;
  }

  private static List<Row> variants(PlanJson plan, List<Row> found) {
    List<Row> variants =
        found.stream().filter(row -> row.getInt(1) == VariantMerge.WHOLE_VARIANT).toList();
    double[] adjusted = adjusted(variants);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      Row row = variants.get(i);
      rows.add(
          new GenericRowWithSchema(
              new Object[] {
                plan.variants().get(row.getInt(0)).id(),
                row.getAs("recovery_low"),
                row.getAs("recovery_high"),
                verdict(row, adjusted[i], number(row, "recovery") - 100).text()
              },
              ComparisonSchema.VARIANTS));
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
