package io.quantgrid.core.grid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts cells into units. A cell's items lie in slots at multiples of its unit size; a slot is one
 * unit, so the units of a plan depend on nothing but the plan.
 */
public final class Units {
  private Units() {}

  /** All units of a cell, in order. */
  public static List<WorkUnit> of(Cell cell) {
    return missing(cell, List.of());
  }

  /**
   * What is left of a cell, in order: in every slot the items that no published range covers. After
   * an interruption these are whole units; after the number of samples was raised, the rest of a
   * slot that used to be cut off.
   *
   * @param published ranges of this cell, in any order; they may overlap and pass the cell's end
   */
  public static List<WorkUnit> missing(Cell cell, List<WorkUnit> published) {
    List<WorkUnit> sorted = new ArrayList<>(published);
    sorted.sort(Comparator.comparingInt(WorkUnit::first));
    List<WorkUnit> missing = new ArrayList<>();
    int done = 0; // all items before this one are published or among the missing
    for (WorkUnit range : sorted) {
      if (!range.cellId().equals(cell.id())) {
        throw new IllegalArgumentException(
            "Cannot resume cell " + cell.id() + ": " + range + " (expected its own units)");
      }
      cut(cell, done, Math.min(range.first(), cell.samples()), missing);
      done = Math.max(done, range.end());
    }
    cut(cell, done, cell.samples(), missing);
    return List.copyOf(missing);
  }

  /** Adds the items from {@code from} to before {@code to}, parted where slots begin. */
  private static void cut(Cell cell, int from, int to, List<WorkUnit> units) {
    int first = from;
    while (first < to) {
      int slotEnd = (int) Math.min(to, ((long) first / cell.unitSize() + 1) * cell.unitSize());
      units.add(new WorkUnit(cell.id(), first, slotEnd - first));
      first = slotEnd;
    }
  }
}
