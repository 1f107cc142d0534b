package io.quantgrid.core.quantize;

/** What a step of a recipe does; steps stand in this order. */
public enum Role {
  /** Changes weights so that they lose less, without changing what the model computes. */
  TRANSFORM,
  /** Says which layers get which scheme. */
  ALLOCATION,
  /** Finds the codes. A recipe has exactly one. */
  SOLVER,
  /** Adds back some of what was lost. */
  COMPENSATION
}
