package io.quantgrid.jobs.analyse;

import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables of an output folder under their names in SQL. */
public final class Views {
  private Views() {}

  /** Registers {@code samples}, {@code cells} and {@code variants} as far as they are there. */
  public static void register(SparkSession spark, OutputFolder output) throws IOException {
    if (!output.list("samples").isEmpty()) {
      samples(spark, output).createOrReplaceTempView("samples");
    }
    if (!output.list("cells").isEmpty()) {
      spark.read().parquet(output.uri("cells")).createOrReplaceTempView("cells");
    }
    if (!output.list("report/variants").isEmpty()) {
      spark.read().parquet(output.uri("report/variants")).createOrReplaceTempView("variants");
    }
  }

  /** The samples table, model and task from the folder names. */
  public static Dataset<Row> samples(SparkSession spark, OutputFolder output) {
    return spark.read().option("mergeSchema", "true").parquet(output.uri("samples"));
  }
}
