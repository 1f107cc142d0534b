package io.quantgrid.core.grid;

import java.io.Serializable;

/**
 * A slice of a cell: the work of one Spark task.
 *
 * @param first position of the first item; also the unit's number
 * @param count items
 */
public record WorkUnit(String cellId, int first, int count) implements Serializable {
  public WorkUnit {
    if (first < 0 || count < 1) {
      throw new IllegalArgumentException(
          "Cannot make a unit of "
              + count
              + " items from "
              + first
              + " (expected 1 or more from 0)");
    }
  }

  /** Position after the last item. */
  public int end() {
    return first + count;
  }
}
