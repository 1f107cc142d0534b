package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import org.apache.spark.sql.types.StructType;

/** What a cell's samples yield by themselves. */
final class CellSchema {
  /** Times are microseconds since 1970; null and empty where older files say nothing. */
  static final StructType MEASURED =
      new StructType()
          .add("samples", LongType, false)
          .add("metrics", createMapType(StringType, DoubleType, true), false)
          .add("stderrs", createMapType(StringType, DoubleType, true), false)
          .add("value", DoubleType, true)
          .add("value_stderr", DoubleType, true)
          .add("gained", LongType, false)
          .add("lost", LongType, false)
          .add("compared", LongType, false)
          .add("kl_mean", DoubleType, true)
          .add("kl_max", DoubleType, true)
          .add("top1_agreement", DoubleType, true)
          .add("similarity", createMapType(StringType, DoubleType, true), false)
          .add("tokens", LongType, false)
          .add("seconds", DoubleType, false)
          .add("bits_per_weight", DoubleType, true)
          .add("model_bytes", LongType, true)
          .add("parameters", LongType, true)
          .add("family", StringType, true)
          .add("compute", StringType, true)
          .add("engine", StringType, true)
          .add("hosts", createArrayType(StringType), false)
          .add("gpus", createArrayType(StringType), false)
          .add("engines", createArrayType(StringType), false)
          .add("computes", createArrayType(StringType), false)
          .add("started", LongType, true)
          .add("finished", LongType, true);

  private CellSchema() {}
}
