package io.quantgrid.jobs.analyse;

import io.quantgrid.core.stats.Interval;
import io.quantgrid.core.stats.PairCounts;
import io.quantgrid.core.stats.PairedComparison;
import io.quantgrid.core.stats.PairedSample;
import io.quantgrid.core.stats.RecoveryOfTasks;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Adds up the slices of a variant's cells, which come in order, and compares: one row of {@link
 * ComparisonSchema#FOUND} per cell and one for the variant. Holds the sums of one cell.
 */
final class PairMerge implements FlatMapGroupsFunction<Integer, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** In place of a cell's position. */
  static final int WHOLE_VARIANT = -1;

  private final HashMap<Integer, ComparedCell> cells;

  PairMerge(Map<Integer, ComparedCell> cells) {
    this.cells = new HashMap<>(cells);
  }

  @Override
  public Iterator<Row> call(Integer variant, Iterator<Row> slices) {
    List<Row> found = new ArrayList<>();
    RecoveryOfTasks recoveries = new RecoveryOfTasks();
    Optional<Row> next = Optional.of(slices.next());
    while (next.isPresent()) {
      int position = next.get().getInt(1);
      ComparedCell cell = cells.get(position);
      PairedSample sample = cell.emptySample();
      while (next.isPresent() && next.get().getInt(1) == position) {
        add(sample, next.get().getAs(3));
        next = slices.hasNext() ? Optional.of(slices.next()) : Optional.empty();
      }
      PairedComparison comparison = PairedComparison.of(sample, cell.metric(), cell.resampling());
      recoveries.add(comparison);
      found.add(row(variant, position, comparison));
    }
    found.add(row(variant, recoveries));
    return found.iterator();
  }

  private static void add(PairedSample sample, byte[] slice) {
    try {
      sample.read(new DataInputStream(new ByteArrayInputStream(slice)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
