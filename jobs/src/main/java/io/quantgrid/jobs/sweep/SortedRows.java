package io.quantgrid.jobs.sweep;

import com.jerolba.carpet.CloseableIterator;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * The rows of several files in order of cell, doc_id and repeat, each key once. Files of one unit
 * that do not overlap are read one after the other, so that few are open at a time.
 */
final class SortedRows implements Iterator<SampleRow>, AutoCloseable {
  private static final Comparator<SampleRow> ORDER =
      Comparator.comparing(SampleRow::cell)
          .thenComparingLong(SampleRow::docId)
          .thenComparingInt(SampleRow::repeat);

  private final PriorityQueue<Run> runs =
      new PriorityQueue<>(Comparator.comparing((Run run) -> run.head, ORDER));
  private final List<Run> all = new ArrayList<>();
  private SampleRow last;

  private SortedRows() {}

  static SortedRows open(OutputFolder folder, List<SampleFile> files) throws IOException {
    SortedRows rows = new SortedRows();
    List<SampleFile> single = new ArrayList<>();
    for (SampleFile file : files) {
      if (file.units().size() == 1) {
        single.add(file);
      } else {
        rows.add(new Run(folder, List.of(file)));
      }
    }
    single.sort(
        Comparator.comparing((SampleFile file) -> file.units().get(0).cellId())
            .thenComparing(file -> file.units().get(0).first()));
    List<SampleFile> chain = new ArrayList<>();
    for (SampleFile file : single) {
      if (!chain.isEmpty() && overlap(chain.get(chain.size() - 1), file)) {
        rows.add(new Run(folder, List.of(file)));
      } else {
        chain.add(file);
      }
    }
    rows.add(new Run(folder, chain));
    return rows;
  }

  private static boolean overlap(SampleFile before, SampleFile after) {
    WorkUnit first = before.units().get(0);
    WorkUnit second = after.units().get(0);
    return first.cellId().equals(second.cellId()) && second.first() < first.end();
  }

  private void add(Run run) throws IOException {
    all.add(run);
    if (run.advance()) {
      runs.add(run);
    }
  }

  @Override
  public boolean hasNext() {
    return !runs.isEmpty();
  }

  @Override
  public SampleRow next() {
    if (runs.isEmpty()) {
      throw new NoSuchElementException();
    }
    SampleRow row = take();
    while (!runs.isEmpty() && ORDER.compare(runs.peek().head, row) == 0) {
      take();
    }
    if (last != null && ORDER.compare(last, row) >= 0) {
      throw new IllegalStateException(
          "Cannot merge: row %s/%d comes after %s/%d (expected order by cell and doc_id)"
              .formatted(row.cell(), row.docId(), last.cell(), last.docId()));
    }
    last = row;
    return row;
  }

  private SampleRow take() {
    Run run = runs.remove();
    SampleRow row = run.head;
    try {
      if (run.advance()) {
        runs.add(run);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    for (Run run : all) {
      run.close();
    }
  }

  /** Files whose rows follow each other. */
  private static final class Run {
    private final OutputFolder folder;
    private final Iterator<SampleFile> files;
    private CloseableIterator<SampleRow> rows;
    private SampleRow head;

    Run(OutputFolder folder, List<SampleFile> files) {
      this.folder = folder;
      this.files = files.iterator();
    }

    boolean advance() throws IOException {
      while (rows == null || !rows.hasNext()) {
        close();
        if (!files.hasNext()) {
          return false;
        }
        rows = SampleTable.rows(folder.input(files.next().path()));
      }
      head = rows.next();
      return true;
    }

    void close() throws IOException {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    }
  }
}
