package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import org.apache.spark.sql.types.StructType;

/**
 * The samples table as Spark reads it; docs/format/samples.md says what the columns mean. Columns
 * that an older file lacks are null.
 */
final class SampleSchema {
  static final StructType TYPE =
      new StructType()
          .add("sweep", StringType)
          .add("cell", StringType)
          .add("unit", IntegerType)
          .add("format", StringType)
          .add("method", StringType)
          .add("calibration", StringType)
          .add("family", StringType)
          .add("parameters", LongType)
          .add("bits_per_weight", DoubleType)
          .add("model_bytes", LongType)
          .add("doc_id", LongType)
          .add("doc_hash", StringType)
          .add("prompt_hash", StringType)
          .add("kind", StringType)
          .add("shots", IntegerType)
          .add("repeat", IntegerType)
          .add("prompt_tokens", IntegerType)
          .add("output_tokens", IntegerType)
          .add("loglikelihoods", createArrayType(DoubleType))
          .add("choice_lengths", createArrayType(IntegerType))
          .add("predicted", IntegerType)
          .add("target", StringType)
          .add("output", StringType)
          .add("metrics", createMapType(StringType, DoubleType))
          .add("statistics", createMapType(StringType, createArrayType(DoubleType)))
          .add("correct", BooleanType)
          .add("words", LongType)
          .add("bytes", LongType)
          .add("baseline_correct", BooleanType)
          .add("flip", StringType)
          .add("kl_mean", DoubleType)
          .add("kl_max", DoubleType)
          .add("top1_agreement", DoubleType)
          .add("similarity", createMapType(StringType, DoubleType))
          .add("text", createMapType(StringType, DoubleType))
          .add("probability", DoubleType)
          .add("facts", createMapType(StringType, StringType))
          .add("compute", StringType)
          .add("engine", StringType)
          .add("seconds", DoubleType)
          .add("host", StringType)
          .add("executor", StringType)
          .add("gpu", StringType)
          .add("attempt", IntegerType)
          .add("started_at", TimestampType)
          .add("finished_at", TimestampType)
          .add("model", StringType)
          .add("task", StringType);

  private SampleSchema() {}
}
