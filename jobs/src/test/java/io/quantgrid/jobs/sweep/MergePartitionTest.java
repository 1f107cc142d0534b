package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.CloseableIterator;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.Cleaning;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.Rows;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergePartitionTest {
  private static final Partition PLACE = new Partition("m", "t");

  @TempDir Path path;
  private OutputFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = OutputFolder.open(path.toString(), new Configuration());
  }

  private void publish(WorkUnit unit) throws IOException {
    try (Attempt attempt = folder.attempt("unit")) {
      try (CarpetWriter<SampleRow> writer =
          SampleTable.writer(attempt.path(), PLACE, List.of(unit))) {
        for (long doc = unit.first(); doc < unit.end(); doc++) {
          writer.write(Rows.choice(unit.cellId(), doc));
        }
      }
      attempt.publish(PLACE.file(unit));
    }
  }

  private List<SampleRow> table() throws IOException {
    List<SampleRow> rows = new ArrayList<>();
    for (SampleFile file : folder.published().current()) {
      try (CloseableIterator<SampleRow> read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(rows::add);
      }
    }
    return rows;
  }

  private MergePartition merge() throws IOException {
    return new MergePartition(PLACE, new ArrayList<>(folder.published().current()));
  }

  private void run(MergePartition merge) throws IOException {
    merge.run(Workers.on(folder), null);
  }

  private static List<SampleRow> rows(String cell, int count) {
    List<SampleRow> rows = new ArrayList<>();
    for (long doc = 0; doc < count; doc++) {
      rows.add(Rows.choice(cell, doc));
    }
    return rows;
  }

  private static List<SampleRow> both(int first, int second) {
    List<SampleRow> rows = rows("a", first);
    rows.addAll(rows("b", second));
    return rows;
  }

  @Test
  void files_become_one_in_order() throws IOException {
    publish(new WorkUnit("b", 0, 3));
    publish(new WorkUnit("a", 10, 5));
    publish(new WorkUnit("a", 0, 10));
    run(merge());
    assertThat(folder.list("samples")).hasSize(1);
    assertThat(table()).isEqualTo(both(15, 3));
  }

  @Test
  void a_merged_file_takes_in_what_came_later() throws IOException {
    publish(new WorkUnit("a", 0, 10));
    publish(new WorkUnit("b", 0, 3));
    run(merge());
    publish(new WorkUnit("a", 10, 5));
    publish(new WorkUnit("b", 3, 2));
    run(merge());
    assertThat(folder.list("samples")).hasSize(1);
    assertThat(table()).isEqualTo(both(15, 5));
  }

  @Test
  void whenever_it_dies_no_row_is_lost_or_twice() throws IOException {
    publish(new WorkUnit("a", 0, 10));
    publish(new WorkUnit("b", 0, 3));
    MergePartition merge = merge();
    // died while writing
    Files.writeString(path.resolve("_attempts/merge.1"), "half");
    assertThat(table()).isEqualTo(both(10, 3));
    // died after publishing, with none, then one of the sources deleted
    Path kept = Files.createDirectory(path.resolve("_kept"));
    for (SampleFile file : merge.files()) {
      Files.copy(path.resolve(file.path()), kept.resolve(Path.of(file.path()).getFileName()));
    }
    run(merge);
    for (SampleFile file : merge.files()) {
      Files.copy(kept.resolve(Path.of(file.path()).getFileName()), path.resolve(file.path()));
    }
    assertThat(folder.list("samples")).hasSize(3);
    assertThat(table()).isEqualTo(both(10, 3));
    Files.delete(path.resolve(merge.files().get(0).path()));
    assertThat(table()).isEqualTo(both(10, 3));
    // the next run
    Cleaning.orphans(folder);
    assertThat(folder.list("samples")).hasSize(1);
    assertThat(folder.list("_attempts")).isEmpty();
    assertThat(table()).isEqualTo(both(10, 3));
  }

  @Test
  void a_second_copy_of_the_merge_finds_its_work_done() throws IOException {
    publish(new WorkUnit("a", 0, 10));
    publish(new WorkUnit("b", 0, 3));
    MergePartition merge = merge();
    run(merge);
    run(merge);
    assertThat(table()).isEqualTo(both(10, 3));
  }

  @Test
  void an_item_in_two_units_is_kept_once() throws IOException {
    publish(new WorkUnit("a", 0, 10));
    publish(new WorkUnit("a", 8, 7));
    run(merge());
    assertThat(table()).isEqualTo(rows("a", 15));
  }
}
