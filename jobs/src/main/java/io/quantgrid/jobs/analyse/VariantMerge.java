package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.quantgrid.core.stats.Interval;
import io.quantgrid.core.stats.PairCounts;
import io.quantgrid.core.stats.PairedComparison;
import io.quantgrid.core.stats.RecoveryOfTasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Adds up the slices of a variant's cells, which come in order, and compares: one row of {@link
 * #TYPE} per cell and one for the variant. Holds the sums of one cell.
 */
final class VariantMerge implements FlatMapGroupsFunction<Integer, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** In place of a cell's position. */
  static final int WHOLE_VARIANT = -1;

  /** One of the worst samples of a cell. */
  static final StructType ITEM =
      new StructType()
          .add("position", IntegerType, false)
          .add("rank", IntegerType, false)
          .add("doc_id", LongType, false)
          .add("repeat", IntegerType, false);

  /** Items of a variant with a value of a category. */
  static final StructType CATEGORY =
      new StructType()
          .add("variant", IntegerType, false)
          .add("category", StringType, false)
          .add("value", StringType, false)
          .add("items", LongType, false)
          .add("right", LongType, false)
          .add("baseline_right", LongType, false);

  static final StructType TYPE =
      new StructType()
          .add("position", IntegerType, false)
          .add("measured", CellSchema.MEASURED, true)
          .add("found", ComparisonSchema.FOUND, true)
          .add("worst", createArrayType(ITEM, false), true)
          .add("categories", createArrayType(CATEGORY, false), true);

  static final int POSITION = TYPE.fieldIndex("position");
  static final int MEASURED = TYPE.fieldIndex("measured");
  static final int FOUND = TYPE.fieldIndex("found");
  static final int WORST = TYPE.fieldIndex("worst");
  static final int CATEGORIES = TYPE.fieldIndex("categories");

  private final HashMap<Integer, PlannedCell> cells;

  VariantMerge(Map<Integer, PlannedCell> cells) {
    this.cells = new HashMap<>(cells);
  }

  @Override
  public Iterator<Row> call(Integer variant, Iterator<Row> slices) {
    List<Row> out = new ArrayList<>();
    RecoveryOfTasks recoveries = new RecoveryOfTasks();
    Categories categories = new Categories();
    Optional<Row> next = Optional.of(slices.next());
    while (next.isPresent()) {
      int position = next.get().getInt(1);
      PlannedCell cell = cells.get(position);
      CellSums sums = new CellSums(cell);
      while (next.isPresent() && next.get().getInt(1) == position) {
        sums.add(next.get().<byte[]>getAs(3));
        next = slices.hasNext() ? Optional.of(slices.next()) : Optional.empty();
      }
      categories.add(sums.categories());
      Row found = null;
      if (sums.pairs().isPresent()) {
        PairedComparison comparison =
            PairedComparison.of(sums.pairs().get(), cell.main().orElseThrow(), cell.resampling());
        recoveries.add(comparison);
        found = row(variant, position, comparison);
      }
      out.add(RowFactory.create(position, measured(sums), found, items(position, sums), null));
    }
    Row found = recoveries.pairs() == 0 ? null : row(variant, recoveries);
    out.add(RowFactory.create(WHOLE_VARIANT, null, found, null, rows(variant, categories)));
    return out.iterator();
  }

  private static Row measured(CellSums sums) {
    Map<String, Object> columns = sums.figures().columns();
    sums.machines().putInto(columns);
    return LocalTable.row(CellSchema.MEASURED, columns);
  }

  private static Row[] items(int position, CellSums sums) {
    List<Row> rows = new ArrayList<>();
    for (Worst.Item item : sums.worst().items()) {
      rows.add(RowFactory.create(position, rows.size() + 1, item.document(), item.repeat()));
    }
    return rows.toArray(Row[]::new);
  }

  private static Row[] rows(int variant, Categories categories) {
    List<Row> rows = new ArrayList<>();
    categories
        .counts()
        .forEach(
            (category, values) ->
                values.forEach(
                    (value, counts) ->
                        rows.add(
                            RowFactory.create(
                                variant,
                                category,
                                value,
                                counts.items(),
                                counts.right(),
                                counts.baselineRight()))));
    return rows.toArray(Row[]::new);
  }

  private static Row row(int variant, int position, PairedComparison of) {
    return RowFactory.create(
        variant,
        position,
        of.pairs(),
        orNull(of.value()),
        orNull(of.baselineValue()),
        orNull(of.value() - of.baselineValue()),
        orNull(of.difference().low()),
        orNull(of.difference().high()),
        orNull(of.recovery()),
        orNull(of.recoveryInterval().low()),
        orNull(of.recoveryInterval().high()),
        of.counts().map(PairCounts::bothRight).orElse(null),
        of.counts().map(PairCounts::lost).orElse(null),
        of.counts().map(PairCounts::gained).orElse(null),
        of.counts().map(PairCounts::bothWrong).orElse(null),
        of.test().text(),
        orNull(of.pValue()),
        orNull(of.effect()),
        Double.isNaN(of.samplesNeeded()) ? null : (Long) (long) of.samplesNeeded(),
        orNull(of.smallestLoss()),
        orNull(of.calibrationError()),
        orNull(of.baselineCalibrationError()));
  }

  private static Row row(int variant, RecoveryOfTasks of) {
    Object[] values = new Object[ComparisonSchema.FOUND.size()];
    Interval interval = of.interval();
    values[0] = variant;
    values[1] = WHOLE_VARIANT;
    values[ComparisonSchema.FOUND.fieldIndex("pairs")] = of.pairs();
    values[ComparisonSchema.FOUND.fieldIndex("recovery")] = orNull(of.mean());
    values[ComparisonSchema.FOUND.fieldIndex("recovery_low")] = orNull(interval.low());
    values[ComparisonSchema.FOUND.fieldIndex("recovery_high")] = orNull(interval.high());
    values[ComparisonSchema.FOUND.fieldIndex("p_value")] = orNull(of.pValue());
    values[ComparisonSchema.FOUND.fieldIndex("smallest_loss")] = orNull(of.smallestLoss());
    return RowFactory.create(values);
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }
}
