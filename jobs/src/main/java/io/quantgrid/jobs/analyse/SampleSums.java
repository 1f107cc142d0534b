package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What one pass over the samples of a sweep gives: of every cell the figures, the comparison with
 * its baseline, correctness by category, the worst samples and where it was computed. One shuffle
 * brings the rows of an item together, a second the sums of a variant's cells; to the driver comes
 * a row per cell and variant.
 */
public final class SampleSums {
  /** What the samples of a slice of a cell come to. */
  static final StructType PARTIAL =
      new StructType()
          .add("variant", IntegerType, false)
          .add("position", IntegerType, false)
          .add("slice", LongType, false)
          .add("sums", BinaryType, false);

  private static final StructType PLANNED =
      new StructType()
          .add("planned_cell", StringType, false)
          .add("baseline_position", IntegerType, false)
          .add("position", IntegerType, false)
          .add("metric_names", createArrayType(StringType, false), false);

  private final List<Row> rows;

  private SampleSums(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * Adds up.
   *
   * @param samples the samples table, all columns; rows of cells that are not of the plan are left
   *     out
   */
  public static SampleSums of(SparkSession spark, PlanJson plan, Dataset<Row> samples) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < plan.cells().size(); i++) {
      positions.putIfAbsent(plan.cells().get(i).id(), i);
    }
    Map<Integer, PlannedCell> cells = cells(plan, positions);
    Dataset<Row> planned = broadcast(spark.createDataFrame(planned(plan, positions), PLANNED));
    return new SampleSums(
        samples
            .join(planned, samples.col("cell").equalTo(planned.col("planned_cell")))
            .selectExpr(SampleColumns.EXPRESSIONS)
            .repartition(SampleColumns.PLACE)
            .sortWithinPartitions(SampleColumns.ORDER)
            .mapPartitions(new SliceFold(cells), Encoders.row(PARTIAL))
            .groupByKey((MapFunction<Row, Integer>) row -> row.getInt(0), Encoders.INT())
            .flatMapSortedGroups(
                new Column[] {col("position"), col("slice")},
                new VariantMerge(cells),
                Encoders.row(VariantMerge.TYPE))
            .collectAsList());
  }

  private static Map<Integer, PlannedCell> cells(PlanJson plan, Map<String, Integer> positions) {
    Map<String, Integer> variants = new HashMap<>();
    plan.variants().forEach(variant -> variants.put(variant.id(), variants.size()));
    Map<Integer, PlannedCell> cells = new HashMap<>();
    for (int position : positions.values()) {
      CellJson cell = plan.cells().get(position);
      cells.put(
          position,
          new PlannedCell(
              variants.get(cell.variant()),
              cell.task(),
              !cell.id().equals(cell.baselineId()),
              new ArrayList<>(cell.metrics())));
    }
    return cells;
  }

  private static List<Row> planned(PlanJson plan, Map<String, Integer> positions) {
    List<Row> rows = new ArrayList<>();
    positions.forEach(
        (id, position) -> {
          CellJson cell = plan.cells().get(position);
          rows.add(
              RowFactory.create(
                  id,
                  positions.getOrDefault(cell.baselineId(), position),
                  position,
                  cell.metrics().stream().map(MetricSpec::key).toArray(String[]::new)));
        });
    return rows;
  }

  /** Of every cell that has samples, by its position in the plan: columns of what was measured. */
  Map<Integer, Row> measured() {
    Map<Integer, Row> measured = new HashMap<>();
    for (Row row : rows) {
      if (!row.isNullAt(VariantMerge.MEASURED)) {
        measured.put(row.getInt(VariantMerge.POSITION), row.getStruct(VariantMerge.MEASURED));
      }
    }
    return measured;
  }

  /** Rows of {@link ComparisonSchema#FOUND}, of cells and of variants. */
  List<Row> found() {
    return rows.stream()
        .filter(row -> !row.isNullAt(VariantMerge.FOUND))
        .map(row -> row.getStruct(VariantMerge.FOUND))
        .toList();
  }

  /** Rows of {@link VariantMerge#CATEGORY}, one per variant, category and value. */
  List<Row> categories() {
    return all(VariantMerge.CATEGORIES);
  }

  /** Rows of {@link VariantMerge#ITEM}, of every quantized cell the worst first. */
  List<Row> worst() {
    return all(VariantMerge.WORST);
  }

  private List<Row> all(int column) {
    List<Row> all = new ArrayList<>();
    for (Row row : rows) {
      if (!row.isNullAt(column)) {
        all.addAll(row.<Row>getList(column));
      }
    }
    return all;
  }
}
