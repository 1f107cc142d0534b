package io.quantgrid.jobs.analyse;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.VariantJson;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What {@link Categories} counted, for the page: one row per variant, category and value, variants
 * in the order of the plan and numbers in theirs.
 */
final class CategoryTable {
  private static final StructType TYPE =
      new StructType()
          .add("model", DataTypes.StringType, false)
          .add("variant", DataTypes.StringType, false)
          .add("category", DataTypes.StringType, false)
          .add("value", DataTypes.StringType, false)
          .add("items", DataTypes.LongType, false)
          .add("right", DataTypes.LongType, false)
          .add("baseline_right", DataTypes.LongType, false);

  private CategoryTable() {}

  /**
   * The rows.
   *
   * @param counted rows of {@link VariantMerge#CATEGORY}
   */
  static List<Row> of(PlanJson plan, List<Row> counted) {
    return counted.stream()
        .sorted(
            Comparator.<Row>comparingInt(row -> row.getAs("variant"))
                .thenComparing(row -> row.<String>getAs("category"))
                .thenComparingDouble(row -> number(row.getAs("value")))
                .thenComparing(row -> row.<String>getAs("value")))
        .map(row -> row(plan, row))
        .toList();
  }

  /** Before all numbers where the text is none. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NEGATIVE_INFINITY;
    }
  }

  private static Row row(PlanJson plan, Row counted) {
    VariantJson variant = plan.variants().get(counted.<Integer>getAs("variant"));
    return new GenericRowWithSchema(
        new Object[] {
          variant.model(),
          variant.id(),
          counted.getAs("category"),
          counted.getAs("value"),
          counted.getAs("items"),
          counted.getAs("right"),
          counted.getAs("baseline_right")
        },
        TYPE);
  }
}
