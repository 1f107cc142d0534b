package io.quantgrid.jobs.sweep;

import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.UnitName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a piece of work is not done: the content of {@code failures/<piece>.json}.
 *
 * @param piece a unit's name, or {@code variant-<weightsId>}
 * @param reason one line
 * @param trace of the exception; empty when none was thrown here
 */
public record FailureRecord(
    String piece, Kind kind, String reason, String trace, String run, String host, Instant at) {
  /** What kind of failure. */
  public enum Kind {
    /** It threw. */
    ERROR,
    /** It ran out of memory. */
    MEMORY,
    /** It took two processes with it; not tried again unless that is asked for. */
    CRASH,
    /** Its variant could not be quantized. */
    QUANTIZE,
    /** There is nothing to compare it with, since the baseline failed. */
    BASELINE
  }

  private static final int LONGEST_REASON = 1000;

  static FailureRecord of(String piece, Throwable thrown, String run) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return new FailureRecord(
        piece,
        isMemory(thrown) ? Kind.MEMORY : Kind.ERROR,
        reason(thrown),
        trace.toString(),
        run,
        Provenance.hostName(),
        Instant.now());
  }

  static FailureRecord of(String piece, Kind kind, String reason, String run) {
    return new FailureRecord(piece, kind, reason, "", run, Provenance.hostName(), Instant.now());
  }

  private static boolean isMemory(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  static String reason(Throwable thrown) {
    String message = thrown.getMessage();
    String text =
        message == null || message.isBlank() || !(thrown instanceof Exception)
            ? thrown.toString()
            : message;
    String line = text.strip().replaceAll("\\s*\\R\\s*", "; ");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + " ...";
  }

  /** The unit that failed; empty for a variant. */
  public Optional<WorkUnit> unit() {
    return UnitName.parse(piece);
  }
}
