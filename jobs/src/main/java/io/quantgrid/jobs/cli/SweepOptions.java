package io.quantgrid.jobs.cli;

import java.util.List;
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
}
