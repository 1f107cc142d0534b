package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import org.apache.spark.sql.types.StructType;

/** Schemas of the cells table and of what one fold over a cell's samples yields. */
final class CellSchema {
  /** What the fold computes from samples alone, keyed by cell. */
  static final StructType MEASURED =
      new StructType()
          .add("cell", StringType, false)
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
          .add("engine", StringType, true);

  /** What the plan says about each cell. */
  static final StructType PLANNED =
      new StructType()
          .add("position", LongType, false)
          .add("sweep", StringType, false)
          .add("cell", StringType, false)
          .add("baseline_cell", StringType, false)
          .add("variant", StringType, false)
          .add("model", StringType, false)
          .add("format", StringType, false)
          .add("method", StringType, false)
          .add("weights", StringType, false)
          .add("activations", StringType, false)
          .add("kv", StringType, false)
          .add("baseline", BooleanType, false)
          .add("task", StringType, false)
          .add("task_type", StringType, false)
          .add("kind", StringType, false)
          .add("main_metric", StringType, true)
          .add("higher_is_better", BooleanType, false)
          .add("expected_samples", LongType, false)
          .add("failure", StringType, true);

  private CellSchema() {}
}
