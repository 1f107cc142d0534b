package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.report.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  /** {@code 0.1.0} or the like. */
  static String text() {
    return ProgramVersion.text();
  }

  @Override
  public String[] getVersion() {
    return new String[] {"quantgrid " + text()};
  }
}
