package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Output folders that commands are given. */
final class Outputs {
  private Outputs() {}

  /** Opens a folder that a sweep has written to. */
  static OutputFolder existing(Configuration configuration, String location) throws IOException {
    OutputFolder folder = OutputFolder.open(location, configuration);
    if (!folder.exists("plan.json")) {
      throw new InputException(
          "Cannot read "
              + location
              + ": no plan.json in it (expected the output folder of a sweep that was run)");
    }
    return folder;
  }
}
