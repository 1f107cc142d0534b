package io.quantgrid.jobs.analyse;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** A table that is small enough for the driver: a row per cell, group or variant. */
public record LocalTable(StructType type, List<Row> rows) {
  /** A row with its names; a column that is not among the values is null. */
  static Row row(StructType type, Map<String, ?> values) {
    String[] names = type.fieldNames();
    Object[] row = new Object[names.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = values.get(names[i]);
    }
    return new GenericRowWithSchema(row, type);
  }

  /** As Spark has it, in one partition, so that nothing over it is shuffled. */
  public Dataset<Row> in(SparkSession spark) {
    return spark.createDataFrame(rows, type).coalesce(1);
  }

  /** Writes it in place of what is there. */
  void write(SparkSession spark, String uri) {
    in(spark).write().mode(SaveMode.Overwrite).parquet(uri);
  }
}
