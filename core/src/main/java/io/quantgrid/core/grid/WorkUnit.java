package io.quantgrid.core.grid;

/**
 * A slice of a cell: the work of one Spark task.
 *
 * @param first position of the first item; also the unit's number
 * @param count items
 */
public record WorkUnit(String cellId, int first, int count) implements java.io.Serializable {
  /** Position after the last item. */
  public int end() {
    return first + count;
  }
}
