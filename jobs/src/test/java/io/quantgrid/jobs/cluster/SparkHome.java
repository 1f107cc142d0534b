package io.quantgrid.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark installation made of the build's own Spark: {@code jars/} has what the class path holds
 * beyond the archive, so a library that the archive forgets is missing here as it would be
 * anywhere.
 *
 * @param folder what SPARK_HOME names
 */
record SparkHome(Path folder) {
  /** As Spark's own spark-class does it: its launcher library makes the command. */
  private static final String SUBMIT =
      """
      #!/usr/bin/env bash
      set -euo pipefail
      { IFS= read -r _; mapfile -d '' -t command; } < <("$JAVA_HOME/bin/java" -Xmx128m -XX:TieredStopAtLevel=1 \\
        -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
      exec "${command[@]}"
      """;

  static SparkHome create(Path folder, Archive archive) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    Set<String> brought = Set.copyOf(archive.libraries());
    String dependencies = System.getProperty("quantgrid.dependencies", "");
    for (String entry : Files.readString(Path.of(dependencies)).strip().split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      String name = jar.getFileName().toString();
      if (!brought.contains(name) && name.endsWith(".jar") && !name.startsWith("quantgrid-")) {
        Files.createSymbolicLink(jars.resolve(name), jar);
      }
    }
    executable(folder.resolve("bin/spark-submit"), SUBMIT);
    return new SparkHome(folder);
  }

  /** Takes the links away, so that nobody who deletes the folder follows them. */
  void unlink() throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder.resolve("jars"))) {
      for (Path jar : jars) {
        Files.delete(jar);
      }
    }
  }

  /** What spark-submit takes for granted. */
  void defaults(List<String> settings) throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Files.write(folder.resolve("conf/spark-defaults.conf"), settings);
  }

  /** Starts one of Spark's daemons. */
  Process daemon(Path log, List<String> flags, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(flags);
    command.addAll(List.of("-cp", folder + "/jars/*", mainClass));
    command.addAll(arguments);
    return process(command, log).redirectErrorStream(true).start();
  }

  /** A process in this installation's environment that listens and talks on the loopback only. */
  ProcessBuilder process(List<String> command, Path log) throws IOException {
    Path local = Files.createDirectories(folder.resolveSibling("local"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_LOCAL_DIRS", local.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.directory(folder.toFile()).redirectOutput(log.toFile());
  }

  static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
