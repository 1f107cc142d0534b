package io.quantgrid.jobs.analyse;

import io.quantgrid.core.stats.Measured;
import io.quantgrid.core.stats.PairedSample;
import io.quantgrid.core.stats.Resampling;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Puts the rows of an item beside its baseline's. Takes rows of {@link #COLUMNS} in the order of
 * baseline, slice, document, baseline first; gives, after each slice of a task's documents, one row
 * of {@link ComparisonSchema#PARTIAL} per cell. Holds the sums of the cells of one baseline.
 */
final class PairFold implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  static final String[] COLUMNS = {
    "baseline_position",
    "slice",
    "doc_id",
    "position",
    "value",
    "weight",
    "statistics",
    "correct",
    "confidence"
  };

  private final HashMap<Integer, ComparedCell> cells;

  PairFold(Map<Integer, ComparedCell> cells) {
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
        done = slice(next.get().getInt(0), next.get().getLong(1));
      }
      return done.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      return done.next();
    }

    private Iterator<Row> slice(int baseline, long slice) {
      TreeMap<Integer, PairedSample> samples = new TreeMap<>();
      Resampling resampling = cells.get(baseline).resampling();
      while (next.isPresent() && isOf(next.get(), baseline, slice)) {
        document(baseline, slice, next.get().getLong(2), samples, resampling);
      }
      return samples.entrySet().stream()
          .map(
              entry ->
                  RowFactory.create(
                      cells.get(entry.getKey()).variant(),
                      entry.getKey(),
                      slice,
                      bytes(entry.getValue())))
          .iterator();
    }

    private void document(
        int baseline,
        long slice,
        long document,
        Map<Integer, PairedSample> samples,
        Resampling resampling) {
      resampling.at(document);
      Optional<Measured> before = Optional.empty();
      int last = -1;
      while (next.isPresent()
          && isOf(next.get(), baseline, slice)
          && next.get().getLong(2) == document) {
        Row row = next.get();
        int position = row.getInt(3);
        if (position == baseline) {
          before = Optional.of(measured(row));
        } else if (before.isPresent() && position != last) { // the same cell under two names
          samples
              .computeIfAbsent(position, at -> cells.get(at).emptySample())
              .add(measured(row), before.get(), document, resampling);
          last = position;
        }
        next = following();
      }
    }
  }

  private static boolean isOf(Row row, int baseline, long slice) {
    return row.getInt(0) == baseline && row.getLong(1) == slice;
  }

  private static Measured measured(Row row) {
    double[] statistics =
        row.isNullAt(6)
            ? new double[0]
            : row.<Double>getList(6).stream().mapToDouble(Double::doubleValue).toArray();
    return new Measured(
        row.getDouble(4),
        row.getLong(5),
        statistics,
        row.isNullAt(7) ? Optional.empty() : Optional.of(row.getBoolean(7)),
        row.isNullAt(8) ? Double.NaN : row.getDouble(8));
  }

  private static byte[] bytes(PairedSample sample) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      sample.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
