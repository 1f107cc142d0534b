package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.broadcast;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Correctness by what is known of the items ({@code facts}: length, depth ...) and by the number of
 * shots: one row per variant, category and value. Categories with one value, or too many to be
 * read, are left out.
 */
final class Categories {
  private static final int MOST_VALUES = 24;

  private static final String QUERY =
      """
      WITH items AS (
        SELECT c.variant, c.model, c.position,
          explode(map_concat(
            coalesce(facts, cast(map() AS map<string, string>)),
            map('shots', coalesce(cast(shots AS string), '0')))) AS (category, value),
          correct, baseline_correct
        FROM {samples} s JOIN {cells} c ON s.cell = c.cell
        WHERE correct IS NOT NULL AND baseline_correct IS NOT NULL AND NOT c.baseline
      ), sums AS (
        SELECT model, variant, min(position) AS position, category, value, count(*) AS items,
          count_if(correct) AS right, count_if(baseline_correct) AS baseline_right
        FROM items GROUP BY model, variant, category, value
      ), counted AS (
        SELECT *, count(*) OVER (PARTITION BY variant, category) AS values FROM sums
      )
      SELECT model, variant, category, value, items, right, baseline_right
      FROM counted WHERE values BETWEEN 2 AND {most}
      ORDER BY position, category, try_cast(value AS double), value
      """;

  private Categories() {}

  /**
   * The rows; at most a few dozen per variant.
   *
   * @param cells of {@link CellTable}
   */
  static List<Row> of(SparkSession spark, Dataset<Row> cells, Dataset<Row> samples) {
    String suffix = Integer.toHexString(System.identityHashCode(cells));
    samples.createOrReplaceTempView("items_" + suffix);
    broadcast(cells).createOrReplaceTempView("grid_" + suffix);
    try {
      return spark
          .sql(
              QUERY
                  .replace("{samples}", "items_" + suffix)
                  .replace("{cells}", "grid_" + suffix)
                  .replace("{most}", Integer.toString(MOST_VALUES)))
          .collectAsList();
    } finally {
      spark.catalog().dropTempView("items_" + suffix);
      spark.catalog().dropTempView("grid_" + suffix);
    }
  }
}
