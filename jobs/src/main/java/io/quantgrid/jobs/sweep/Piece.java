package io.quantgrid.jobs.sweep;

import java.io.Serializable;

/** The work of one Spark task. */
sealed interface Piece extends Serializable permits QuantizeVariant, EvaluateUnit, MergePartition {
  /** Name in files and messages; the same in every run. */
  String name();

  /** Estimate of the cost model. */
  double seconds();

  /** Pieces with the same one are best run by the same JVM, one after the other. */
  String affinity();

  /** Whether native code runs in it, which may take the process along: then it is marked. */
  default boolean isMarked() {
    return true;
  }

  /**
   * Computes and publishes.
   *
   * @return samples made
   * @throws Exception when that failed; nothing is published then
   */
  long run(Worker worker, Provenance provenance) throws Exception;
}
