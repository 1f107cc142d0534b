package io.quantgrid.datasets.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs Python programs, each in a process of its own: in a folder that is deleted afterwards, with
 * an empty environment and no input, without a network where the machine can do that ({@link
 * Isolation}), within {@link SandboxLimits}; whatever it started is killed with it. It runs as the
 * user that runs this, and may read and write that user's files: use a container where that is too
 * much. Thread safe.
 */
public final class Sandbox {
  private static final String PYTHON = "python3";
  private static final int SETTLE_SECONDS = 10;

  /** As code_eval runs programs: no main module, so that nothing behind its guard is run. */
  private static final String RUN =
      """
      import sys
      with open('program.py', encoding='utf-8') as f: source = f.read()
      code = int(sys.argv.pop())
      exec(source, {})
      import os
      os._exit(code)
      """;

  private final SandboxLimits limits;
  private final Isolation isolation;

  private Sandbox(SandboxLimits limits, Isolation isolation) {
    this.limits = limits;
    this.isolation = isolation;
  }

  /** Whether programs can be run here: whether {@code python3} is found and answers. */
  public static boolean available() {
    return !Python.EXECUTABLE.isEmpty();
  }

  /** The interpreter itself: what is on the PATH may be a script that needs its environment. */
  private static final class Python {
    static final String EXECUTABLE = executable();

    private Python() {}

    private static String executable() {
      try {
        Process process =
            new ProcessBuilder(PYTHON, "-I", "-c", "import sys; print(sys.executable)")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        try (InputStream in = process.getInputStream()) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
      } catch (IOException e) {
        return "";
      }
    }
  }

  /**
   * @throws IllegalStateException when there is no Python
   */
  public static Sandbox open(SandboxLimits limits) {
    if (!available()) {
      throw new IllegalStateException(
          "Cannot run generated programs: no python3 on the PATH (expected Python 3; the tasks"
              + " that run no programs need none)");
    }
    return new Sandbox(limits, Isolation.best());
  }

  /** Runs a program to its end, or until it is killed. */
  public ProgramRun run(String program) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("quantgrid-code-");
      Files.writeString(folder.resolve("program.py"), program, StandardCharsets.UTF_8);
      int code = ThreadLocalRandom.current().nextInt(64, 112); // nobody exits with it by chance
      return watched(start(folder, code), code);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run a program: " + e.getMessage(), e);
    } finally {
      delete(folder);
    }
  }

  private Process start(Path folder, int code) throws IOException {
    String limited =
        "ulimit -c 0; ulimit -t "
            + limits.cpu().toSeconds()
            + " && ulimit -v "
            + limits.memoryBytes() / 1024
            + " && ulimit -f "
            + limits.fileBytes() / 512
            + " && exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(isolation.prefix());
    command.addAll(List.of("sh", "-c", limited, "sh", Python.EXECUTABLE, "-I", "-B", "-c", RUN));
    command.add(Integer.toString(code));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.putAll(
        Map.of(
            "PATH",
            path,
            "HOME",
            folder.toString(),
            "TMPDIR",
            folder.toString(),
            "LANG",
            "C.UTF-8",
            "OMP_NUM_THREADS",
            "1",
            "OPENBLAS_NUM_THREADS",
            "1"));
    return builder.start();
  }

  private ProgramRun watched(Process process, int code) {
    Output output = new Output(process.getInputStream(), limits.outputBytes());
    Thread reader = new Thread(output, "output of a program");
    reader.setDaemon(true);
    reader.start();
    try {
      boolean ended = process.waitFor(limits.wall().toMillis(), TimeUnit.MILLISECONDS);
      kill(process);
      reader.join(TimeUnit.SECONDS.toMillis(SETTLE_SECONDS));
      ProgramRun.End end =
          !ended
              ? ProgramRun.End.TIMED_OUT
              : process.exitValue() == code ? ProgramRun.End.PASSED : ProgramRun.End.FAILED;
      return new ProgramRun(end, output.text());
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot run a program: interrupted", e);
    }
  }

  /** The process, what it started, and what is left of its group. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    Isolation.succeeds(List.of("kill", "-KILL", "--", "-" + process.pid()));
    process.destroyForcibly();
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException problem)
                throws IOException {
              Files.delete(inner);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Keeps the beginning and drops the rest, so that the program never waits. */
  private static final class Output implements Runnable {
    private final InputStream in;
    private final byte[] kept;
    private int size;

    Output(InputStream in, int most) {
      this.in = in;
      this.kept = new byte[most];
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          add(buffer, read);
        }
      } catch (IOException e) {
        add(new byte[0], 0); // the pipe breaks when the program is killed
      }
    }

    private synchronized void add(byte[] buffer, int count) {
      int taken = Math.min(count, kept.length - size);
      System.arraycopy(buffer, 0, kept, size, taken);
      size += taken;
    }

    synchronized String text() {
      return new String(kept, 0, size, StandardCharsets.UTF_8);
    }
  }
}
