package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.read.DataFolder;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the data of tasks lies, for commands that are about no sweep. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder or URI with the data of tasks that is not beside them (default: the variable"
              + " QUANTGRID_DATA).")
  Optional<String> data = Optional.empty();

  /** Whether somebody said where data lies. */
  boolean isNamed() {
    return data.isPresent() || System.getenv().containsKey(DataFolder.VARIABLE);
  }

  StandardCatalog catalog() {
    return Catalogs.standard(data);
  }

  /** A task by its name, or by its file. */
  static TaskRef task(String text) {
    boolean file = text.contains("/") || text.endsWith(".yaml") || text.endsWith(".yml");
    return file
        ? new TaskRef(Optional.empty(), Optional.of(text))
        : new TaskRef(Optional.of(text), Optional.empty());
  }
}
