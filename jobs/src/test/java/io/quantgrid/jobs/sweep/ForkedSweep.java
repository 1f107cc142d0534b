package io.quantgrid.jobs.sweep;

import io.quantgrid.core.grid.Plan;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.jobs.LocalSpark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A sweep in a JVM of its own, which may be killed. */
final class ForkedSweep {
  private static final int ALL_DONE = 0;
  private static final int SOME_FAILED = 1;
  private static final long MINUTES = 3;

  /** Nothing goes wrong. */
  static final String NO_TROUBLE = "NONE";

  private ForkedSweep() {}

  /**
   * The sweep that is run here and there.
   *
   * @param args output, samples, Spark master, kind of trouble or NONE; it strikes at position 8
   */
  public static void main(String[] args) throws Exception {
    Plan plan = plan(args[0], Integer.parseInt(args[1]));
    String trouble = args[3];
    String struck = args[0] + ".struck";
    CatalogSource catalogs =
        trouble.equals(NO_TROUBLE)
            ? StandardCatalog::new
            : () -> new Trouble(Trouble.Kind.valueOf(trouble), "pocket_ethics", 8, Path.of(struck));
    try (SparkSession spark = LocalSpark.session(args[2])) {
      SweepOutcome outcome =
          new SweepRunner(
                  JavaSparkContext.fromSparkContext(spark.sparkContext()),
                  catalogs,
                  ProgressListener.silent())
              .run(plan, PocketSweep.folder(plan), SweepRunner.Crashers.SKIP);
      System.exit(outcome.allDone() ? ALL_DONE : SOME_FAILED);
    }
  }

  static Plan plan(String output, int samples) throws Exception {
    return PocketSweep.plan(output, PocketSweep.FORMATS, PocketSweep.TASKS, samples);
  }

  static Process start(Path output, int samples, String master, String trouble) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("-Xss"))
        .forEach(command::add);
    command.add("-Xmx1g");
    command.add("-XX:TieredStopAtLevel=1"); // it does not live long
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ForkedSweep.class.getName(),
            output.toString(),
            Integer.toString(samples),
            master,
            trouble));
    Path log = output.resolveSibling(output.getFileName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (!master.startsWith("local[")) {
      builder.environment().put("SPARK_HOME", sparkHome(output).toString());
      builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    }
    return builder.start();
  }

  /** A Spark installation without jars: executors get this JVM's class path. */
  private static Path sparkHome(Path output) throws IOException {
    Path home = output.resolveSibling("spark");
    Files.createDirectories(home.resolve("jars"));
    return home;
  }

  static int end(Process process) throws InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /** Kills as kill -9 does when that many units are published, unless it ended before. */
  static void killAt(Process process, Path output, int units) throws Exception {
    while (process.isAlive() && published(output) < units) {
      Thread.sleep(5);
    }
    process.destroyForcibly();
    end(process);
  }

  static long published(Path output) throws IOException {
    Path samples = output.resolve("samples");
    if (!Files.isDirectory(samples)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(samples)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    } catch (java.io.UncheckedIOException e) {
      return 0; // merging deletes while we look
    }
  }
}
