package io.quantgrid.jobs.analyse;

import io.quantgrid.core.stats.Measured;
import io.quantgrid.core.stats.Resampling;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Adds up samples, each beside its baseline's. Takes rows of {@link SampleColumns} in their order;
 * gives, after each slice of a task's documents, one row of {@link SampleSums#PARTIAL} per cell.
 * Holds the sums of the cells of one baseline.
 */
final class SliceFold implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final HashMap<Integer, PlannedCell> cells;

  SliceFold(Map<Integer, PlannedCell> cells) {
    this.cells = new HashMap<>(cells);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Slices(rows);
  }

  /** One slice after the other. */
  private final class Slices implements Iterator<Row> {
    private final Iterator<Row> rows;
    private Optional<Row> next;
    private Iterator<Row> done = List.<Row>of().iterator();

    Slices(Iterator<Row> rows) {
      this.rows = rows;
      this.next = following();
    }

    private Optional<Row> following() {
      return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    @Override
    public boolean hasNext() {
      while (!done.hasNext() && next.isPresent()) {
        done =
            slice(
                next.get().getInt(SampleColumns.BASELINE), next.get().getLong(SampleColumns.SLICE));
      }
      return done.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return done.next();
    }

    private Iterator<Row> slice(int baseline, long slice) {
      TreeMap<Integer, CellSums> sums = new TreeMap<>();
      Resampling resampling = cells.get(baseline).resampling();
      while (next.isPresent() && isOf(next.get(), baseline, slice)) {
        document(baseline, slice, next.get().getLong(SampleColumns.DOCUMENT), sums, resampling);
      }
      return sums.entrySet().stream()
          .map(
              entry ->
                  RowFactory.create(
                      cells.get(entry.getKey()).variant(),
                      entry.getKey(),
                      slice,
                      entry.getValue().bytes()))
          .iterator();
    }

    private void document(
        int baseline,
        long slice,
        long document,
        Map<Integer, CellSums> sums,
        Resampling resampling) {
      resampling.at(document);
      Optional<Measured> before = Optional.empty();
      int paired = -1;
      while (next.isPresent()
          && isOf(next.get(), baseline, slice)
          && next.get().getLong(SampleColumns.DOCUMENT) == document) {
        Row row = next.get();
        int position = row.getInt(SampleColumns.POSITION);
        CellSums cell = sums.computeIfAbsent(position, at -> new CellSums(cells.get(at)));
        Optional<Measured> own = cell.add(row);
        if (row.getInt(SampleColumns.REPEAT) == 0 && position != paired) {
          paired = position;
          if (position == baseline) {
            before = own;
          } else if (own.isPresent() && before.isPresent()) {
            cell.add(own.get(), before.get(), document, resampling);
          }
        }
        next = following();
      }
    }
  }

  private static boolean isOf(Row row, int baseline, long slice) {
    return row.getInt(SampleColumns.BASELINE) == baseline
        && row.getLong(SampleColumns.SLICE) == slice;
  }
}
