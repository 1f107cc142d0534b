package io.quantgrid.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A master and two workers with two cores and two GPUs each; the GPUs are a script's word, and
 * their addresses differ over the whole cluster. Closing ends every process that was started here.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int GPUS = 2;
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private final Archive archive;
  private final SparkHome spark;
  private final List<Process> processes = new ArrayList<>();
  private String master = "";

  private StandaloneCluster(Path folder, Archive archive, SparkHome spark) {
    this.folder = folder;
    this.archive = archive;
    this.spark = spark;
  }

  static StandaloneCluster start(Path folder) throws Exception {
    Archive archive = Archive.unpack(folder.resolve("quantgrid"));
    SparkHome spark = SparkHome.create(folder.resolve("spark"), archive);
    spark.defaults(
        List.of(
            "spark.ui.enabled false",
            "spark.driver.memory 768m",
            "spark.executor.memory 768m",
            "spark.sql.shuffle.partitions 2",
            // short lives: compile little, collect plainly
            "spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
    StandaloneCluster cluster = new StandaloneCluster(folder, archive, spark);
    try {
      cluster.startDaemons();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  private void startDaemons() throws Exception {
    Path log = folder.resolve("master.log");
    processes.add(
        spark.daemon(
            log,
            List.of(),
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")));
    master = await(log, MASTER).group(1);
    for (int worker = 0; worker < WORKERS; worker++) {
      startWorker(worker);
    }
    for (int worker = 0; worker < WORKERS; worker++) {
      await(workerLog(worker), REGISTERED);
    }
  }

  private void startWorker(int number) throws IOException {
    Path script = folder.resolve("gpus-of-worker-" + number);
    SparkHome.executable(
        script,
        """
        #!/bin/sh
        echo '{"name": "gpu", "addresses": ["%d", "%d"]}'
        """
            .formatted(number * GPUS, number * GPUS + 1));
    processes.add(
        spark.daemon(
            workerLog(number),
            List.of(
                "-Dspark.worker.resource.gpu.amount=" + GPUS,
                "-Dspark.worker.resource.gpu.discoveryScript=" + script),
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--cores",
                "2",
                "--memory",
                "3g",
                "--work-dir",
                folder.resolve("work-" + number).toString(),
                master)));
  }

  private Path workerLog(int number) {
    return folder.resolve("worker-" + number + ".log");
  }

  private Matcher await(Path log, Pattern line) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end) && processes.stream().allMatch(Process::isAlive)) {
      Matcher matcher = line.matcher(Files.exists(log) ? Files.readString(log) : "");
      if (matcher.find()) {
        return matcher;
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException(
        "Cannot start Spark: no '" + line + "' in " + log + ":\n" + Files.readString(log));
  }

  /** Runs the archive's launcher on the cluster. */
  Submission submit(String name, Map<String, String> settings, String... arguments)
      throws IOException {
    return submit(name, master, settings, arguments);
  }

  /** Runs the archive's launcher on any master. */
  Submission submit(String name, String on, Map<String, String> settings, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(archive.launcher().toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    ProcessBuilder builder = spark.process(command, out).redirectError(err.toFile());
    StringBuilder options = new StringBuilder();
    settings.forEach((key, value) -> options.append("--conf ").append(key + "=" + value + " "));
    builder.environment().put("QUANTGRID_SUBMIT_OPTS", options.toString());
    builder.environment().put("QUANTGRID_MASTER", on);
    Process process = builder.start();
    processes.add(process);
    return new Submission(process, out, err);
  }

  /** Whether a process is an executor of one of the workers. */
  boolean isExecutor(long pid) {
    return processes.stream()
        .flatMap(Process::descendants)
        .filter(process -> process.pid() == pid)
        .anyMatch(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"));
  }

  /** Processes that were started here, and theirs, and live. */
  List<ProcessHandle> alive() {
    List<ProcessHandle> alive = new ArrayList<>();
    for (Process process : processes) {
      process.descendants().forEach(alive::add);
      alive.add(process.toHandle());
    }
    alive.removeIf(process -> !process.isAlive());
    return alive;
  }

  @Override
  public void close() throws IOException {
    // first all handles: a child whose parent is gone is nobody's descendant
    List<ProcessHandle> all = alive();
    while (!all.isEmpty()) {
      all.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle process : all) {
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
      }
      all = alive();
    }
    spark.unlink();
  }
}
