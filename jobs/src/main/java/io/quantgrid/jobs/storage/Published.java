package io.quantgrid.jobs.storage;

import io.quantgrid.core.grid.WorkUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The samples table at one moment. A merged file replaces the files whose units it holds; between
 * its publication and their deletion both are there, and only the merged one counts. The same rule
 * settles what a task of an earlier run published after its unit had been cut differently.
 *
 * @param current the files that make up the table: no item twice
 * @param superseded files whose items all lie in current ones
 */
public record Published(List<SampleFile> current, List<SampleFile> superseded) {
  public Published {
    current = List.copyOf(current);
    superseded = List.copyOf(superseded);
  }

  static Published of(Collection<SampleFile> files) {
    List<SampleFile> largestFirst = new ArrayList<>(files);
    largestFirst.sort(
        Comparator.comparingLong(SampleFile::items).reversed().thenComparing(SampleFile::path));
    Map<Partition, Coverage> covered = new HashMap<>();
    List<SampleFile> current = new ArrayList<>();
    List<SampleFile> superseded = new ArrayList<>();
    for (SampleFile file : largestFirst) {
      Coverage coverage = covered.computeIfAbsent(file.partition(), key -> new Coverage());
      if (file.units().stream().allMatch(coverage::covers)) {
        superseded.add(file);
      } else {
        file.units().forEach(coverage::add);
        current.add(file);
      }
    }
    current.sort(Comparator.comparing(SampleFile::path));
    superseded.sort(Comparator.comparing(SampleFile::path));
    return new Published(current, superseded);
  }

  /** What is done of a cell under the names of its model and task. */
  public List<WorkUnit> units(Partition partition, String cellId) {
    return current.stream()
        .filter(file -> file.partition().equals(partition))
        .flatMap(file -> file.units().stream())
        .filter(unit -> unit.cellId().equals(cellId))
        .toList();
  }

  /** The current files of every partition, in order. */
  public SortedMap<Partition, List<SampleFile>> byPartition() {
    SortedMap<Partition, List<SampleFile>> byPartition = new TreeMap<>();
    for (SampleFile file : current) {
      byPartition.computeIfAbsent(file.partition(), key -> new ArrayList<>()).add(file);
    }
    return byPartition;
  }
}
