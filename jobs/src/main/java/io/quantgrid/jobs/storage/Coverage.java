package io.quantgrid.jobs.storage;

import io.quantgrid.core.grid.WorkUnit;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which items of which cells a set of units holds. */
public final class Coverage {
  private final Map<String, BitSet> items = new HashMap<>();

  public static Coverage of(Collection<WorkUnit> units) {
    Coverage coverage = new Coverage();
    units.forEach(coverage::add);
    return coverage;
  }

  /** Adds a unit's items. */
  public void add(WorkUnit unit) {
    items.computeIfAbsent(unit.cellId(), key -> new BitSet()).set(unit.first(), unit.end());
  }

  /** Whether every item of the unit is held. */
  public boolean covers(WorkUnit unit) {
    BitSet held = items.get(unit.cellId());
    return held != null && held.nextClearBit(unit.first()) >= unit.end();
  }
}
