package io.quantgrid.datasets.code;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How far a program can be kept from the rest of the machine, found out by trying. */
public enum Isolation {
  /** No network, and processes of its own that all end with the first. */
  NAMESPACES("unshare", "-r", "-n", "-p", "--fork", "--kill-child=KILL"),
  /** No network. */
  NO_NETWORK("unshare", "-r", "-n"),
  /** A group of processes that is killed together; nothing else keeps it from the network. */
  PROCESS_GROUP;

  @SuppressWarnings("ImmutableEnumChecker") // List.of never changes
  private final List<String> prefix;

  Isolation(String... prefix) {
    this.prefix = List.of(prefix);
  }

  /** What stands before the command. */
  List<String> prefix() {
    return prefix;
  }

  private static final class Probed {
    static final Isolation BEST = probe();

    private Probed() {}
  }

  /** The strictest that works on this machine. */
  public static Isolation best() {
    return Probed.BEST;
  }

  private static Isolation probe() {
    for (Isolation isolation : List.of(NAMESPACES, NO_NETWORK)) {
      List<String> command = new ArrayList<>(isolation.prefix());
      command.add("true");
      if (succeeds(command)) {
        return isolation;
      }
    }
    return PROCESS_GROUP;
  }

  static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
