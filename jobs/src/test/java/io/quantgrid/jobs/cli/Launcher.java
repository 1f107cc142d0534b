package io.quantgrid.jobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The real launcher in a source tree of its own, which is built already, with these classes. */
final class Launcher {
  /** From the module's folder, where tests run. */
  static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private static final int MOST_SECONDS = 300;

  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * A tree in an empty folder, and an environment with nothing but the system's tools and a JDK.
   */
  Launcher(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve("jobs/src/main"));
    Files.createDirectories(home.resolve("jobs/target"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("jobs/pom.xml"), "");
    script(Files.readString(PROJECT.resolve("quantgrid")));
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("QUANTGRID_JAVA_OPTS", "-Xmx1g -Xss4m -XX:TieredStopAtLevel=1");
    Files.writeString(
        home.resolve("jobs/target/classpath.txt"), System.getProperty("java.class.path"));
  }

  /** The launcher's text, to be changed where it looks at the machine itself. */
  Launcher script(String text) throws IOException {
    Path script = Files.writeString(home.resolve("quantgrid"), text);
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + script + " executable");
    }
    return this;
  }

  Launcher with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Launcher without(String variable) {
    environment.remove(variable);
    return this;
  }

  /** As before the first build. */
  Launcher unbuilt() throws IOException {
    Files.delete(home.resolve("jobs/target/classpath.txt"));
    return this;
  }

  Path script() {
    return home.resolve("quantgrid");
  }

  Ran run(String... args) throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", ".txt");
    Path err = Files.createTempFile(home, "err", ".txt");
    return end(start(script(), out, err, args), out, err);
  }

  /** Starts a script so that Ctrl-C reaches it, even where this JVM was told to ignore it. */
  Process start(Path script, Path out, Path err, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/usr/bin/env", "--default-signal=INT", "/bin/bash", script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(home.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    return builder.start();
  }

  static Ran end(Process process, Path out, Path err) throws IOException, InterruptedException {
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("The launcher did not end: " + read(err));
    }
    return new Ran(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
