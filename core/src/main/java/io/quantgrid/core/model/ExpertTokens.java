package io.quantgrid.core.model;

/** Which tokens an expert is shown with. */
public enum ExpertTokens {
  /** Those that the router sends to it. */
  ROUTED,
  /** All of them, though only those that are sent to it count for the output. */
  ALL
}
