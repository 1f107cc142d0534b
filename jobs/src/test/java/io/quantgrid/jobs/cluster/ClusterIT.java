package io.quantgrid.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.cluster.Result.Stay;
import io.quantgrid.jobs.storage.UnitName;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive on a cluster: same rows, its own GPU for every task, executors that are killed. */
class ClusterIT {
  private static final int VARIANTS = 3; // with the baseline
  private static final int TASKS = 4;
  private static final int SAMPLES = 20;
  private static final int CELLS = VARIANTS * TASKS;

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static List<String> expected;

  @BeforeAll
  static void start() throws Exception {
    cluster = StandaloneCluster.start(Files.createDirectories(folder.resolve("cluster")));
    expected = local("local-1", "local[1]").table();
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
      assertThat(cluster.alive()).isEmpty();
    }
  }

  @Test
  void two_local_slots_give_the_same_rows() throws Exception {
    assertThat(local("local-2", "local[2]").table()).isEqualTo(expected);
  }

  private static Result local(String name, String master) throws Exception {
    Path output = folder.resolve(name);
    Submission run = cluster.submit(name, master, Map.of(), "run", sweep(name, output));
    assertThat(run.exitCode()).as(run.log()).isZero();
    assertThat(run.output()).as("standard output").contains("pocket-s").contains("kv4");
    Result result = Result.read(output);
    assertThat(result.table()).hasSize(CELLS * SAMPLES).doesNotHaveDuplicates();
    assertThat(result.rows()).allMatch(row -> row.gpu() == null);
    return result;
  }

  /** A killed executor is the harder case of the same. */
  @ParameterizedTest
  @Tag("full")
  @ValueSource(ints = {1, 4})
  void executors_give_the_same_rows_and_share_no_gpu(int executors) throws Exception {
    String name = "executors-" + executors;
    Path output = folder.resolve(name);
    Submission run = cluster.submit(name, executors(executors, 1), "run", sweep(name, output));
    assertThat(run.exitCode()).as(run.log()).isZero();
    Result result = Result.read(output);
    assertThat(result.table()).isEqualTo(expected);
    assertThat(result.rows()).extracting(SampleRow::executor).doesNotContain("driver");
    assertThat(result.rows().stream().map(SampleRow::executor).distinct()).hasSize(executors);
    assertGpusAreNotShared(result, executors);
  }

  /** Of units that were computed at the same time no two have the same address. */
  private static void assertGpusAreNotShared(Result result, int slots) {
    List<Stay> stays = new ArrayList<>(result.stays());
    assertThat(stays).hasSize(CELLS).allMatch(stay -> stay.gpu().isPresent());
    int together = 0;
    for (int i = 0; i < stays.size(); i++) {
      for (Stay other : stays.subList(i + 1, stays.size())) {
        if (stays.get(i).overlaps(other)) {
          together++;
          assertThat(stays.get(i).gpu())
              .as("%s and %s", stays.get(i), other)
              .isNotEqualTo(other.gpu());
        }
      }
    }
    if (slots == 1) {
      assertThat(together).as("pairs of units at the same time").isZero();
    } else {
      assertThat(together).as("pairs of units at the same time").isPositive();
    }
  }

  @Test
  void the_doctor_looks_at_every_executor() throws Exception {
    Submission doctor = cluster.submit("doctor", executors(2, 2), "doctor");
    assertThat(doctor.exitCode()).as(doctor.log()).isZero();
    assertThat(doctor.output())
        .contains("executor 0 on ", "executor 1 on ", "All is well.")
        .doesNotContain("executor 2 on ", "FAILED");
    assertThat(doctor.output().lines().filter(line -> line.startsWith("kernels torch")))
        .as("on the driver and on both executors")
        .hasSize(3)
        .allMatch(line -> line.contains("checked against plain Java"));
  }

  @Test
  void a_killed_executor_costs_no_row() throws Exception {
    Path output = folder.resolve("killed");
    Submission run = cluster.submit("killed", executors(2, 2), "run", sweep("killed", output));
    Optional<String> victim =
        new Flights(cluster, output).kill(run, piece -> published(output) >= CELLS / 2);
    assertThat(victim).as("killed in the middle; %s", run.log()).isPresent();
    assertThat(run.exitCode()).as(run.log()).isZero();
    Result result = Result.read(output);
    assertThat(result.table()).isEqualTo(expected);
    assertGpusAreNotShared(result, 4);
    assertThat(marks(output)).isEmpty();
  }

  /** ClusterSweepTest has the same with executors that are processes of one machine. */
  @Test
  @Tag("full")
  void a_unit_that_kills_its_executor_every_time_is_given_up() throws Exception {
    Path output = folder.resolve("deadly");
    Submission run = cluster.submit("deadly", executors(2, 2), "run", sweep("deadly", output));
    Flights flights = new Flights(cluster, output);
    // the first that is in flight when all baselines are there
    String deadly = flights.kill(run, piece -> published(output) >= TASKS).orElseThrow();
    int deaths = 1;
    while (flights.kill(run, deadly::equals).isPresent()) {
      deaths++;
    }
    assertThat(run.exitCode()).as(run.log()).isEqualTo(1);
    assertThat(deaths)
        .as("beside others, then alone; spark.task.maxFailures is 4; %s", run.log())
        .isEqualTo(2);
    assertThat(run.log()).contains("failed: pocket-s, ").contains("its process died twice");

    String cell = UnitName.parse(deadly).orElseThrow().cellId();
    List<String> others = expected.stream().filter(row -> !row.contains("cell=" + cell)).toList();
    assertThat(others).hasSize((CELLS - 1) * SAMPLES);
    assertThat(Result.read(output).table()).isEqualTo(others);
    assertThat(Result.failures(output)).containsOnlyKeys(cell);
    assertThat(Result.failures(output).get(cell)).contains("its process died twice");
    assertThat(marks(output)).isEmpty();
  }

  private static Map<String, String> executors(int executors, int slots) {
    return Map.of(
        "spark.cores.max",
        Integer.toString(executors * slots),
        "spark.executor.cores",
        Integer.toString(slots),
        "spark.executor.resource.gpu.amount",
        Integer.toString(slots),
        // of queries; what evaluates has one of its own all the same
        "spark.task.resource.gpu.amount",
        "0.25",
        // all take part
        "spark.scheduler.minRegisteredResourcesRatio",
        "1.0");
  }

  private static String sweep(String name, Path output) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        name: cluster
        output: %s
        models: [pocket-s]
        formats: [w4a16-int-g32, kv4]
        tasks: [pocket_instruction, pocket_ethics, pocket_arithmetic, pocket_stories]
        limits: {samples: %d}
        """
            .formatted(output, SAMPLES));
    return file.toString();
  }

  private static int published(Path output) throws IOException {
    return Result.folder(output).list("samples").size();
  }

  /** What would tell a later run that something was in flight. */
  private static List<String> marks(Path output) throws IOException {
    return Result.folder(output).list("_attempts").stream()
        .filter(path -> path.matches(".*\\.(running|suspect|death)"))
        .toList();
  }
}
