package io.quantgrid.core.grid;

import java.util.Optional;

/** A task or group of a sweep: a known name, or a file (URI or absolute path). */
public record TaskRef(Optional<String> name, Optional<String> file) {
  /** What the user wrote. */
  public String text() {
    return name.orElseGet(() -> file.orElse(""));
  }
}
