package io.quantgrid.jobs.cli;

import java.io.PrintStream;
import org.apache.spark.SparkContext;

/**
 * What Ctrl-C (or a scheduler's SIGTERM) says while a run is on: that nothing is lost. Without it a
 * stopped Spark fills the terminal with stack traces.
 */
final class Interruption implements AutoCloseable {
  private static volatile boolean ending;

  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  /** Says something on standard error if the process is told to end before this is closed. */
  static Interruption says(String message, SparkContext spark) {
    PrintStream err = System.err;
    Thread hook =
        new Thread(
            () -> {
              ending = true;
              spark.setLogLevel("OFF");
              err.println();
              err.println(message);
              err.flush();
            },
            "quantgrid-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  /** Whether the process is on its way out: what is thrown now is no news. */
  static boolean isEnding() {
    return ending;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running already.
      ending = true;
    }
  }
}
