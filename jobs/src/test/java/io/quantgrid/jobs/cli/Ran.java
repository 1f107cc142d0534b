package io.quantgrid.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command came to: its exit code and what it wrote to its two streams. */
record Ran(int code, String out, String err) {
  /** Runs a command in this JVM. */
  static Ran of(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(results, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(messages, true, StandardCharsets.UTF_8));
      int code = Quantgrid.execute(args);
      System.out.flush();
      System.err.flush();
      return new Ran(
          code,
          results.toString(StandardCharsets.UTF_8),
          messages.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
