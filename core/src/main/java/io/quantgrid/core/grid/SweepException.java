package io.quantgrid.core.grid;

import java.util.List;

/**
 * A sweep that cannot be planned: all its problems, one line each, naming file, key, value and what
 * was expected.
 */
public final class SweepException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<String> problems;

  public SweepException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
