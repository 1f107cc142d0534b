package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The cells table: one row per cell of a plan, with status, metrics, and the comparison with the
 * baseline's cell.
 */
public final class CellTable {
  private static final Column[] ORDER = {col("doc_id"), col("repeat")};

  private CellTable() {}

  /**
   * Computes the table. One job folds the samples, spread over the cluster; what is left is one row
   * per cell, which is brought to the driver and finished there without another shuffle.
   *
   * @param failures why a cell failed, by cell id
   * @param samples the samples table, all columns
   */
  public static Dataset<Row> of(
      SparkSession spark, PlanJson plan, Map<String, String> failures, Dataset<Row> samples) {
    HashMap<String, CellFold.Metrics> metrics = new HashMap<>();
    plan.cells()
        .forEach(
            cell -> metrics.put(cell.id(), new CellFold.Metrics(new ArrayList<>(cell.metrics()))));
    Dataset<Row> folded =
        samples
            .selectExpr(CellAccumulator.COLUMNS)
            .groupByKey((MapFunction<Row, String>) row -> row.getAs("cell"), Encoders.STRING())
            .flatMapSortedGroups(ORDER, new CellFold(metrics), Encoders.row(CellSchema.MEASURED));
    Dataset<Row> measured = local(spark, folded.collectAsList(), CellSchema.MEASURED);
    Dataset<Row> planned = planned(spark, plan, failures);
    return planned
        .join(measured, planned.col("cell").equalTo(measured.col("cell")), "left")
        .drop(measured.col("cell"))
        .withColumn(
            "baseline_value",
            expr("max(if(baseline, value, null)) over (partition by baseline_cell)"))
        .na()
        .fill(0, new String[] {"samples", "gained", "lost", "compared", "tokens", "seconds"})
        .withColumn("status", status())
        .withColumn("recovery", recovery())
        .withColumn("flips", expr("if(compared > 0, 100 * (gained + lost) / compared, null)"))
        .orderBy("position");
  }

  private static Column status() {
    return when(col("failure").isNotNull(), lit("failed"))
        .when(col("samples").geq(col("expected_samples")), lit("done"))
        .otherwise(lit("partial"));
  }

  /**
   * 100 * quantized / baseline, or the inverse where lower is better; null when the denominator is
   * 0.
   */
  private static Column recovery() {
    return expr(
        "if(higher_is_better, 100 * value / nullif(baseline_value, 0D), 100 * baseline_value / nullif(value, 0D))");
  }

  private static Dataset<Row> planned(
      SparkSession spark, PlanJson plan, Map<String, String> failures) {
    Map<String, PlanJson.VariantJson> variants = new HashMap<>();
    plan.variants().forEach(variant -> variants.put(variant.id(), variant));
    List<Row> rows = new ArrayList<>();
    for (PlanJson.CellJson cell : plan.cells()) {
      PlanJson.VariantJson variant = variants.get(cell.variant());
      MetricSpec main = cell.metrics().stream().filter(MetricSpec::main).findFirst().orElse(null);
      rows.add(
          RowFactory.create(
              (long) rows.size(),
              plan.name(),
              cell.id(),
              cell.baselineId(),
              variant.id(),
              variant.model(),
              variant.format(),
              variant.method(),
              variant.weights(),
              variant.activations(),
              variant.kv(),
              cell.id().equals(cell.baselineId()),
              cell.task(),
              cell.type(),
              cell.kind(),
              main == null ? null : main.key(),
              main == null || main.higherIsBetter(),
              (long) cell.samples() * cell.repeats(),
              failures.get(cell.id())));
    }
    return local(spark, rows, CellSchema.PLANNED);
  }

  /** Rows of the driver as one partition, so that nothing over them is shuffled. */
  static Dataset<Row> local(SparkSession spark, List<Row> rows, StructType schema) {
    return spark.createDataFrame(rows, schema).coalesce(1);
  }
}
