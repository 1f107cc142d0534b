package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import org.apache.spark.sql.types.StructType;

/** Schemas of the comparisons table and of the steps to it. Cells are numbered by position. */
final class ComparisonSchema {
  /** What a comparison finds; position -1 is that of a variant over its tasks. */
  static final StructType FOUND =
      figures(
          new StructType().add("variant", IntegerType, false).add("position", IntegerType, false));

  /** The comparisons table; docs/format/cells.md says what the columns mean. */
  static final StructType TABLE =
      figures(
              new StructType()
                  .add("position", LongType, false)
                  .add("sweep", StringType, false)
                  .add("cell", StringType, false)
                  .add("baseline_cell", StringType, false)
                  .add("variant", StringType, false)
                  .add("model", StringType, false)
                  .add("format", StringType, false)
                  .add("method", StringType, false)
                  .add("calibration", StringType, true)
                  .add("task", StringType, false)
                  .add("task_type", StringType, false)
                  .add("kind", StringType, false)
                  .add("metric", StringType, false)
                  .add("higher_is_better", BooleanType, false))
          .add("p_holm", DoubleType, true)
          .add("verdict", StringType, false);

  /** What the variants table gains. */
  static final StructType VARIANTS =
      new StructType()
          .add("variant", StringType, false)
          .add("recovery_low", DoubleType, true)
          .add("recovery_high", DoubleType, true)
          .add("verdict", StringType, true);

  private static StructType figures(StructType before) {
    return before
        .add("pairs", LongType, false)
        .add("value", DoubleType, true)
        .add("baseline_value", DoubleType, true)
        .add("difference", DoubleType, true)
        .add("difference_low", DoubleType, true)
        .add("difference_high", DoubleType, true)
        .add("recovery", DoubleType, true)
        .add("recovery_low", DoubleType, true)
        .add("recovery_high", DoubleType, true)
        .add("both_right", LongType, true)
        .add("lost", LongType, true)
        .add("gained", LongType, true)
        .add("both_wrong", LongType, true)
        .add("test", StringType, true)
        .add("p_value", DoubleType, true)
        .add("effect", DoubleType, true)
        .add("samples_needed", LongType, true)
        .add("smallest_loss", DoubleType, true)
        .add("ece", DoubleType, true)
        .add("baseline_ece", DoubleType, true);
  }

  private ComparisonSchema() {}
}
