package io.quantgrid.jobs.sweep;

import java.io.Serializable;

/**
 * How a piece of work ended; all that comes back to the driver.
 *
 * @param samples rows that were made
 * @param seconds of computing and writing
 * @param reason why it failed; empty when it did not
 */
public record PieceResult(String piece, Ending ending, long samples, double seconds, String reason)
    implements Serializable {
  /** How. */
  public enum Ending {
    /** Published. */
    DONE,
    /** It threw; the failure is recorded. */
    FAILED,
    /** An executor was lost while it ran beside others: it is put off, to run alone. */
    SUSPECT,
    /** It ran alone and took its executor with it. */
    CRASHED
  }
}
