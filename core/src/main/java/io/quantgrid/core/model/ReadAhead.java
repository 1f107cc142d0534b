package io.quantgrid.core.model;

/** Whether a part of a model is loaded while the one before it computes. */
public enum ReadAhead {
  /** On another thread: two parts are in memory at once. */
  ONE_PART,
  /** Not before the other is freed: one part is in memory at once. */
  NONE
}
