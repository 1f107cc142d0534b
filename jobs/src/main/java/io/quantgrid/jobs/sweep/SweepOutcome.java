package io.quantgrid.jobs.sweep;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a run.
 *
 * @param run its id, as in failure records
 * @param cells in the plan's order
 * @param unitsBefore units that were there when the run began
 * @param unitsDone units that the run made
 * @param unitsFailed units without rows
 * @param samples rows that the run made
 * @param problems what went wrong without costing a result, such as a merge; for people
 */
public record SweepOutcome(
    String run,
    List<CellOutcome> cells,
    int unitsBefore,
    int unitsDone,
    int unitsFailed,
    long samples,
    double seconds,
    List<String> problems) {
  public SweepOutcome {
    cells = List.copyOf(cells);
    problems = List.copyOf(problems);
  }

  /**
   * What became of a cell.
   *
   * @param reason why it failed; empty when it is done
   */
  public record CellOutcome(String cellId, Status status, String reason) {}

  /** Of a cell. */
  public enum Status {
    /** All rows are there, and were before. */
    UNCHANGED,
    /** All rows are there. */
    DONE,
    /** Some rows are missing. */
    FAILED
  }

  public boolean allDone() {
    return cells.stream().noneMatch(cell -> cell.status() == Status.FAILED);
  }

  /** Why cells failed, by id. */
  public Map<String, String> failures() {
    Map<String, String> failures = new TreeMap<>();
    for (CellOutcome cell : cells) {
      if (cell.status() == Status.FAILED) {
        failures.put(cell.cellId(), cell.reason());
      }
    }
    return failures;
  }
}
