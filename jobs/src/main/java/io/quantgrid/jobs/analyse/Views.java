package io.quantgrid.jobs.analyse;

import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.LayerTable;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables of an output folder under their names in SQL. */
public final class Views {
  private Views() {}

  /**
   * Registers {@code samples}, {@code cells}, {@code comparisons}, {@code variants}, {@code layers}
   * and {@code judgements} as far as they are there.
   */
  public static void register(SparkSession spark, OutputFolder output) throws IOException {
    samples(spark, output).createOrReplaceTempView("samples");
    if (!output.list("cells").isEmpty()) {
      spark.read().parquet(output.uri("cells")).createOrReplaceTempView("cells");
    }
    if (!output.list("report/comparisons").isEmpty()) {
      spark.read().parquet(output.uri("report/comparisons")).createOrReplaceTempView("comparisons");
    }
    if (!output.list("report/variants").isEmpty()) {
      spark.read().parquet(output.uri("report/variants")).createOrReplaceTempView("variants");
    }
    if (!output.list("judge/judgements").isEmpty()) {
      spark.read().parquet(output.uri("judge/judgements")).createOrReplaceTempView("judgements");
    }
    String[] layers =
        output.list("variants").stream()
            .filter(path -> path.endsWith("/" + LayerTable.FILE))
            .map(output::uri)
            .toArray(String[]::new);
    if (layers.length > 0) {
      spark.read().parquet(layers).createOrReplaceTempView("layers");
    }
  }

  /** The samples table as published, model and task from the folder names. */
  public static Dataset<Row> samples(SparkSession spark, OutputFolder output) throws IOException {
    String[] files =
        output.published().current().stream()
            .map(file -> output.uri(file.path()))
            .toArray(String[]::new);
    if (files.length == 0) {
      return spark.createDataFrame(List.of(), SampleSchema.TYPE);
    }
    return spark
        .read()
        .schema(SampleSchema.TYPE)
        .option("basePath", output.uri("samples"))
        .parquet(files);
  }
}
