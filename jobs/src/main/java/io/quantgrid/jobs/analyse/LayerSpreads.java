package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.expr;

import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.LayerTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * How the weights and inputs of each model's layers are spread before anything is quantized: the
 * variants of a model agree on it, those without calibration know no inputs.
 */
final class LayerSpreads {
  private static final int MOST = 4000;

  private LayerSpreads() {}

  /** One row per model and layer, in the order of computation; none without a layers table. */
  static List<Row> of(SparkSession spark, OutputFolder output) throws IOException {
    String[] files =
        output.list("variants").stream()
            .filter(path -> path.endsWith("/" + LayerTable.FILE))
            .map(output::uri)
            .toArray(String[]::new);
    if (files.length == 0) {
      return List.of();
    }
    return spark
        .read()
        .parquet(files)
        .selectExpr(
            "model",
            "name",
            "block",
            "module",
            "weights",
            "inputs",
            "greatest(abs(weights.min), abs(weights.max)) AS weight",
            "greatest(abs(inputs.min), abs(inputs.max)) AS input")
        .groupBy("model", "block", "module", "name")
        .agg(
            expr("min(weights.min) AS weights_min"),
            columns(
                "max(weights.max) AS weights_max",
                "max(weights.magnitudes[3]) AS weights_most",
                "max(weights.largest_channel) AS weights_channel",
                "max(weight) AS weight",
                "min(inputs.min) AS inputs_min",
                "max(inputs.max) AS inputs_max",
                "max(inputs.magnitudes[3]) AS inputs_most",
                "max(inputs.largest_channel) AS inputs_channel",
                "max(input) AS input"))
        .orderBy("model", "block", "name")
        .limit(MOST)
        .collectAsList();
  }

  private static Column[] columns(String... expressions) {
    return Arrays.stream(expressions).map(functions::expr).toArray(Column[]::new);
  }
}
