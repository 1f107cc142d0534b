package io.quantgrid.core.grid;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pattern of grid points to leave out: keys {@code model, format, method, calibration, task},
 * values globs that match whole names or canonical texts.
 */
public record Exclusion(SortedMap<String, String> globs) {
  public Exclusion {
    globs = Collections.unmodifiableSortedMap(new TreeMap<>(globs));
  }

  public Exclusion(Map<String, String> globs) {
    this(new TreeMap<>(globs));
  }

  /** As a user writes it. */
  String text() {
    return globs.toString().replace("=", ": ");
  }
}
