package io.quantgrid.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The quickstart on one model, two tasks and two formats: run once for all tests of a JVM. */
public final class SmallQuickstart {
  private static String output = "";

  private SmallQuickstart() {}

  /** The output folder. */
  public static synchronized String output() {
    if (output.isEmpty()) {
      try {
        Path folder = Files.createTempDirectory("quantgrid-quickstart");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> SmallSweep.delete(folder)));
        output = run(folder.resolve("out"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return output;
  }

  private static String run(Path to) {
    Ran ran =
        Ran.of(
            "run",
            Launcher.PROJECT.resolve("conf/quickstart.yaml").toString(),
            "--set",
            "output=" + to,
            "--set",
            "models=[pocket-s]",
            "--set",
            "formats=[w8a8-fp, w2]",
            "--set",
            "tasks=[pocket_mapping, pocket_stories]",
            "--set",
            "limits.samples=24");
    if (ran.code() != 0) {
      throw new AssertionError(ran.err());
    }
    return to.toString();
  }
}
