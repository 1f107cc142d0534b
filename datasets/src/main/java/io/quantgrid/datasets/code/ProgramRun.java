package io.quantgrid.datasets.code;

/**
 * What became of a program.
 *
 * @param output the beginning of what it wrote, errors included; not UTF-8 is replaced
 */
public record ProgramRun(End end, String output) {
  /** How it ended. */
  public enum End {
    /** Its last line was reached and nothing was raised. */
    PASSED,
    /** It raised something, left early, or was stopped by a limit of memory, files or processor. */
    FAILED,
    /** It was killed when its time was over. */
    TIMED_OUT
  }

  public boolean passed() {
    return end == End.PASSED;
  }
}
