package io.quantgrid.jobs.sweep;

import com.jerolba.carpet.CarpetWriter;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Puts the files of a (model, task) into one, ordered by cell, doc_id and repeat. The merged file's
 * footer names the units in it: that is the journal. As soon as it is published the files that it
 * was made of no longer count (see {@link io.quantgrid.jobs.storage.Published}), so it does not
 * matter when, or by whom, they are deleted.
 *
 * @param files in order of path
 */
record MergePartition(Partition partition, ArrayList<SampleFile> files) implements Piece {
  @Override
  public String name() {
    return "merge-" + UUID.nameUUIDFromBytes(partition.folder().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean isMarked() {
    return false;
  }

  @Override
  public double seconds() {
    return files.stream().flatMap(file -> file.units().stream()).mapToInt(WorkUnit::count).sum();
  }

  @Override
  public String affinity() {
    return "merge";
  }

  @Override
  public long run(Worker worker, Provenance provenance) throws IOException {
    OutputFolder folder = worker.settings().folder();
    String target = OutputFolder.mergedFile(partition, units());
    long rows = folder.exists(target) ? 0 : write(folder, target);
    for (SampleFile file : files) {
      if (!file.path().equals(target)) {
        folder.delete(file.path());
      }
    }
    return rows;
  }

  private List<WorkUnit> units() {
    return files.stream()
        .flatMap(file -> file.units().stream())
        .distinct()
        .sorted(Comparator.comparing(WorkUnit::cellId).thenComparing(WorkUnit::first))
        .toList();
  }

  private long write(OutputFolder folder, String target) throws IOException {
    long written = 0;
    try (Attempt attempt = folder.attempt("merge");
        SortedRows rows = SortedRows.open(folder, files)) {
      try (CarpetWriter<SampleRow> writer =
          SampleTable.writer(attempt.path(), partition, units())) {
        while (rows.hasNext()) {
          writer.write(rows.next());
          written++;
        }
      }
      attempt.publish(target);
    }
    return written;
  }
}
