package io.quantgrid.jobs.storage;

import io.quantgrid.core.grid.WorkUnit;
import java.io.Serializable;
import java.util.List;

/**
 * A file of the samples table and the units it holds: one, or those that a merge put together.
 *
 * @param path in the output folder
 * @param units in order of cell and first item
 */
public record SampleFile(String path, Partition partition, List<WorkUnit> units)
    implements Serializable {
  public SampleFile {
    units = List.copyOf(units);
  }

  long items() {
    return units.stream().mapToLong(WorkUnit::count).sum();
  }
}
