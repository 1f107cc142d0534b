package io.quantgrid.core.grid;

/** What becomes of tasks that run programs which a model wrote. */
public enum Programs {
  /** They are a problem of the sweep. */
  REFUSED,
  /** The user said that they may run. */
  ALLOWED
}
