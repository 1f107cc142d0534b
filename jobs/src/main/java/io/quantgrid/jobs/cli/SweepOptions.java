package io.quantgrid.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The sweep file that a command is about, and overrides. */
final class SweepOptions {
  @Parameters(index = "0", paramLabel = "SWEEP", description = "Sweep file (YAML).")
  String sweep;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides a key of the sweep file, e.g. --set limits.samples=100. May be repeated.")
  List<String> overrides = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder or URI with the data of tasks that is not beside them (default: the sweep's key"
              + " data, else the variable QUANTGRID_DATA).")
  Optional<String> data = Optional.empty();

  @Option(
      names = "--allow-code",
      description = "Tasks may run programs that a model wrote: the same as --set allow_code=true.")
  private boolean allowCode;

  /** All that is said of the sweep beside its file. */
  List<String> all() {
    List<String> all = new ArrayList<>(overrides);
    data.map(SweepOptions::quoted).ifPresent(text -> all.add("data=" + text));
    if (allowCode) {
      all.add("allow_code=true");
    }
    return all;
  }

  /** As YAML text. */
  private static String quoted(String location) {
    return "'" + Catalogs.location(location).replace("'", "''") + "'";
  }
}
