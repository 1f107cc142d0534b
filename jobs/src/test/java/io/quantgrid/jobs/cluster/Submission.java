package io.quantgrid.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A command that was handed to spark-submit.
 *
 * @param out file of its standard output
 * @param err file of its standard error
 */
record Submission(Process process, Path out, Path err) {
  private static final long PATIENCE_MINUTES = 5;

  /** The exit code, when it has ended by itself. */
  int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("Cannot wait longer:\n" + log());
    }
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() throws IOException {
    return Files.readString(out);
  }

  String log() throws IOException {
    return Files.readString(err);
  }
}
