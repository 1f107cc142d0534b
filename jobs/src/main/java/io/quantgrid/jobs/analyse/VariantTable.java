package io.quantgrid.jobs.analyse;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The variants table: one row per (model, format, method), what the run ends with and the page
 * begins with. Recovery is the mean over the tasks of a type; perplexity the mean over rolling
 * tasks; flips and divergence the mean over the tasks that have them; interval and verdict are of
 * the mean recovery.
 */
public final class VariantTable {
  private static final String QUERY =
      """
      WITH types AS (
        SELECT variant, task_type, avg(recovery) AS recovery FROM {cells} GROUP BY variant, task_type
      ), recoveries AS (
        SELECT variant, map_from_entries(sort_array(collect_list(struct(task_type, recovery)))) AS recovery_by_type
        FROM types GROUP BY variant
      ), variants AS (
        SELECT
          variant,
          min(position) AS position,
          first(model) AS model,
          first(format) AS format,
          first(method) AS method,
          first(weights) AS weights,
          first(activations) AS activations,
          first(kv) AS kv,
          first(baseline) AS baseline,
          max(family) AS family,
          max(parameters) AS parameters,
          max(bits_per_weight) AS bits_per_weight,
          max(model_bytes) AS model_bytes,
          max(compute) AS compute,
          max(engine) AS engine,
          avg(recovery) AS recovery,
          avg(if(kind = 'rolling', value, null)) AS perplexity,
          avg(flips) AS flips,
          sum(gained) AS gained,
          sum(lost) AS lost,
          sum(compared) AS compared,
          avg(kl_mean) AS kl_mean,
          avg(top1_agreement) AS top1_agreement,
          sum(samples) AS samples,
          sum(seconds) AS seconds,
          sum(samples) / nullif(sum(seconds), 0D) AS samples_per_second,
          count_if(status = 'done') AS cells_done,
          count_if(status = 'failed') AS cells_failed,
          count(*) AS cells
        FROM {cells} GROUP BY variant
      )
      SELECT variants.*, recovery_low, recovery_high, verdict, recovery_by_type
      FROM variants
      JOIN recoveries ON recoveries.variant = variants.variant
      LEFT JOIN {comparisons} AS compared ON compared.variant = variants.variant
      ORDER BY position
      """;

  private VariantTable() {}

  /** Computes the table from the cells table, with intervals and verdicts from comparisons. */
  public static Dataset<Row> of(Dataset<Row> cells, Comparisons comparisons) {
    return of(cells, comparisons.variants());
  }

  /** Computes the table from the cells table alone: intervals and verdicts are null. */
  public static Dataset<Row> of(Dataset<Row> cells) {
    return of(cells, CellTable.local(cells.sparkSession(), List.of(), ComparisonSchema.VARIANTS));
  }

  private static Dataset<Row> of(Dataset<Row> cells, Dataset<Row> compared) {
    return cells
        .sparkSession()
        .sql(QUERY.replace("{cells}", view(cells)).replace("{comparisons}", view(compared)));
  }

  private static String view(Dataset<Row> table) {
    String view = "table_" + Integer.toHexString(System.identityHashCode(table));
    table.createOrReplaceTempView(view);
    return view;
  }
}
