package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Recovery;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CalibrationJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import io.quantgrid.core.grid.PlanJson.VariantJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The cells table: one row per cell of a plan, with status, metrics, and the comparison with the
 * baseline's cell.
 */
public final class CellTable {
  static final StructType TYPE = BaseTable.CELLS.schema();

  private static final List<String> ZERO_WITHOUT_SAMPLES =
      List.of("samples", "gained", "lost", "compared", "tokens");

  private final PlanJson plan;
  private final Map<String, String> failures;
  private final Map<String, Row> measured = new HashMap<>();
  private final Map<String, VariantJson> variants = new HashMap<>();

  private CellTable(PlanJson plan, Map<String, String> failures, SampleSums sums) {
    this.plan = plan;
    this.failures = failures;
    sums.measured().forEach((position, row) -> measured.put(plan.cells().get(position).id(), row));
    plan.variants().forEach(variant -> variants.put(variant.id(), variant));
  }

  /**
   * Computes the table, in the order of the plan.
   *
   * @param failures why a cell failed, by cell id
   */
  public static LocalTable of(PlanJson plan, Map<String, String> failures, SampleSums sums) {
    return new LocalTable(TYPE, new CellTable(plan, failures, sums).rows());
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (CellJson cell : plan.cells()) {
      Map<String, Object> columns = planned(cell);
      columns.put("position", (long) rows.size());
      columns.put("failure", failures.get(cell.id()));
      ZERO_WITHOUT_SAMPLES.forEach(column -> columns.put(column, 0L));
      columns.put("seconds", 0.0);
      Optional.ofNullable(measured.get(cell.id())).ifPresent(row -> putInto(columns, row));
      compare(columns, cell);
      rows.add(LocalTable.row(TYPE, columns));
    }
    return rows;
  }

  private static void putInto(Map<String, Object> columns, Row row) {
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      columns.put(names[i], row.get(i));
    }
  }

  private void compare(Map<String, Object> columns, CellJson cell) {
    Row baseline = measured.get(cell.baselineId());
    Double value = (Double) columns.get("value");
    Double before = baseline == null ? null : baseline.getAs("value");
    columns.put("baseline_value", before);
    if (value != null && before != null) {
      Recovery.of(MetricSpec.mainOf(cell.metrics()).orElseThrow(), value, before)
          .ifPresent(recovery -> columns.put("recovery", recovery));
    }
    long compared = (Long) columns.get("compared");
    if (compared > 0) {
      long flips = (Long) columns.get("gained") + (Long) columns.get("lost");
      columns.put("flips", 100.0 * flips / compared);
    }
    boolean all = (Long) columns.get("samples") >= (Long) columns.get("expected_samples");
    columns.put("status", failures.containsKey(cell.id()) ? "failed" : all ? "done" : "partial");
  }

  private Optional<CalibrationJson> calibration(VariantJson variant) {
    return plan.calibrations().stream()
        .filter(one -> one.name().equals(variant.calibration()))
        .findFirst();
  }

  private Map<String, Object> planned(CellJson cell) {
    VariantJson variant = variants.get(cell.variant());
    Map<String, Object> columns = new HashMap<>();
    columns.put("sweep", plan.name());
    columns.put("cell", cell.id());
    columns.put("baseline_cell", cell.baselineId());
    columns.put("variant", variant.id());
    columns.put("model", variant.model());
    columns.put("format", variant.format());
    columns.put("method", variant.method());
    columns.put("weights", variant.weights());
    columns.put("activations", variant.activations());
    columns.put("kv", variant.kv());
    calibration(variant)
        .ifPresent(
            one -> {
              columns.put("calibration", one.name());
              columns.put("calibration_source", one.task());
              columns.put("calibration_samples", one.samples());
              columns.put("calibration_tokens", one.tokens());
              columns.put("calibration_seed", one.seed());
            });
    columns.put("baseline", cell.id().equals(cell.baselineId()));
    columns.put("task", cell.task());
    columns.put("task_type", cell.type());
    columns.put("kind", cell.kind());
    MetricSpec.mainOf(cell.metrics()).ifPresent(metric -> columns.put("main_metric", metric.key()));
    columns.put(
        "higher_is_better",
        MetricSpec.mainOf(cell.metrics()).map(MetricSpec::higherIsBetter).orElse(true));
    columns.put("expected_samples", (long) cell.samples() * cell.repeats());
    return columns;
  }
}
