package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.TaskOptions;
import java.util.Optional;

/**
 * A task or group of a sweep: a known name, or a file (URI or absolute path).
 *
 * @param options how its tasks are asked, where that is not as they define it
 */
public record TaskRef(Optional<String> name, Optional<String> file, TaskOptions options) {
  /** A task or group, asked as it is defined. */
  public TaskRef(Optional<String> name, Optional<String> file) {
    this(name, file, TaskOptions.none());
  }

  /** What the user called it. */
  public String text() {
    return name.orElseGet(() -> file.orElse(""));
  }

  /** What the user wrote: its name and options. */
  String written() {
    return text() + options;
  }
}
