package io.quantgrid.core.model;

import java.util.Arrays;

/**
 * What each row of a batch starts from, and what a run over the batch leaves for the next: a run
 * that fails leaves nothing. Arrays are never written to, so rows may share them.
 */
final class RowStates {
  private final float[] none;
  private final float[][] now;
  private final float[][] next;

  /**
   * @param none of a row without tokens
   */
  RowStates(int rows, float[] none) {
    this.none = none;
    this.now = new float[rows][];
    this.next = new float[rows][];
    Arrays.fill(now, none);
  }

  float[] of(int row) {
    return now[row];
  }

  /** What becomes of the row when the run is complete. */
  void leave(int row, float[] state) {
    next[row] = state;
  }

  void put(int row, RowStates from, int fromRow) {
    now[row] = from.now[fromRow];
  }

  void clear(int row) {
    now[row] = none;
  }

  void commit() {
    for (int row = 0; row < now.length; row++) {
      now[row] = next[row] == null ? now[row] : next[row];
      next[row] = null;
    }
  }
}
