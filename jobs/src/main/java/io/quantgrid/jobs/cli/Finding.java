package io.quantgrid.jobs.cli;

import java.io.Serializable;
import java.util.Locale;

/**
 * One line of what {@code doctor} found.
 *
 * @param name what was looked at
 * @param fine whether it works
 * @param text what was seen
 */
record Finding(String name, boolean fine, String text) implements Serializable {
  /** A look at something; may throw. */
  interface Look {
    String run() throws Exception;
  }

  /** What the look saw, or why it failed. */
  static Finding of(String name, Look look) {
    try {
      return new Finding(name, true, look.run());
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return new Finding(name, false, e.toString());
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%-16s %-7s %s", name, fine ? "ok" : "FAILED", text);
  }
}
