package io.quantgrid.jobs.expect;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CloseableIterator;
import com.jerolba.carpet.FieldMatchingStrategy;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.storage.SampleFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The samples of an output folder, read when they are asked for. */
final class Samples {
  private final OutputFolder folder;
  private final SortedMap<Partition, List<SampleFile>> files;
  private final Map<Partition, Map<String, Items>> read = new ConcurrentHashMap<>();

  Samples(OutputFolder folder) throws IOException {
    this.folder = folder;
    this.files = folder.published().byPartition();
  }

  /** The items of a cell; none where nothing is done of it. */
  Items of(Partition partition, String cell) {
    return read.computeIfAbsent(partition, this::read).getOrDefault(cell, new Items(List.of()));
  }

  private Map<String, Items> read(Partition partition) {
    Map<String, TreeMap<Long, Items.Judged>> byCell = new HashMap<>();
    for (SampleFile file : files.getOrDefault(partition, List.of())) {
      try (CloseableIterator<JudgedRow> rows =
          new CarpetReader<>(folder.input(file.path()), JudgedRow.class)
              .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
              .withFailOnMissingColumn(false) // of an older file
              .iterator()) {
        while (rows.hasNext()) {
          JudgedRow row = rows.next();
          if (row.repeat() == 0) {
            byCell
                .computeIfAbsent(row.cell(), key -> new TreeMap<>(Comparator.naturalOrder()))
                .put(row.docId(), row.item());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot read " + file.path() + " (expected a file of the samples table)", e);
      }
    }
    Map<String, Items> items = new HashMap<>();
    byCell.forEach((cell, found) -> items.put(cell, new Items(List.copyOf(found.values()))));
    return items;
  }
}
