package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/** Output folders that commands are given. */
public final class Outputs {
  private static final String PLAN = "plan.json";

  private Outputs() {}

  /**
   * Opens a folder or Hadoop URI; creates nothing.
   *
   * @throws InputException when no such file system can be had
   */
  static OutputFolder open(Configuration configuration, String location) {
    try {
      return OutputFolder.open(location, configuration);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot open output "
              + location
              + ": "
              + e.getMessage()
              + " (expected a folder or the URI of a Hadoop file system)");
    }
  }

  /**
   * Writes a small file and deletes it again: a sweep that cannot keep its results must not start.
   *
   * @throws InputException when the folder cannot be written
   */
  static void checkWritable(OutputFolder folder) {
    String probe = "_attempts/writable." + UUID.randomUUID();
    try {
      folder.write(probe, "");
      folder.delete(probe);
    } catch (IOException e) {
      throw new InputException(
          "Cannot write output "
              + folder.location()
              + ": "
              + e.getMessage()
              + " (expected a folder that can be made and written to)");
    }
  }

  /**
   * Opens a folder that a sweep has written to.
   *
   * @throws InputException when it is none
   */
  public static OutputFolder existing(Configuration configuration, String location)
      throws IOException {
    OutputFolder folder = open(configuration, location);
    if (!folder.exists(PLAN)) {
      throw new InputException(
          "Cannot read "
              + location
              + ": no plan.json in it (expected the output folder of a sweep that was run)");
    }
    return folder;
  }

  /**
   * The plan of the last run.
   *
   * @throws InputException when it cannot be read
   */
  public static PlanJson plan(OutputFolder folder) throws IOException {
    try {
      return PlanJson.read(folder.read(PLAN).orElse("").getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new InputException(folder.location() + ": " + e.getMessage());
    }
  }
}
