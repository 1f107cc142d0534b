package io.quantgrid.core.grid;

import java.util.Map;

/**
 * A pattern of grid points to leave out: keys {@code model, format, method, task}, values globs
 * that match whole names.
 */
public record Exclusion(Map<String, String> globs) {
  public Exclusion {
    globs = Map.copyOf(globs);
  }
}
