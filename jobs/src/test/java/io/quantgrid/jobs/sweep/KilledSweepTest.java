package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that are killed, in JVMs of their own. */
class KilledSweepTest {
  private static final int SAMPLES = 40;
  private static final int UNITS = 3 * 2 * 5;

  @TempDir Path path;

  @Test
  void a_driver_killed_at_three_moments_loses_and_doubles_nothing() throws Exception {
    Path output = path.resolve("killed");
    for (int units : new int[] {1, UNITS / 3, UNITS - 4}) {
      ForkedSweep.killAt(
          ForkedSweep.start(output, SAMPLES, "local[2]", ForkedSweep.NO_TROUBLE), output, units);
    }
    Plan killed = ForkedSweep.plan(output.toString(), SAMPLES);
    assertThat(Files.exists(output.resolve("_lock"))).as("it was killed").isTrue();
    SweepOutcome outcome = PocketSweep.run(killed, 2);
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.unitsBefore()).isPositive();
    assertThat(PocketSweep.folder(killed).list("_attempts"))
        .allMatch(left -> left.endsWith(".guard"));

    Plan whole = ForkedSweep.plan(path.resolve("whole").toString(), SAMPLES);
    PocketSweep.run(whole, 2);
    List<String> table = PocketSweep.table(whole);
    assertThat(table).hasSize(3 * 2 * SAMPLES);
    assertThat(PocketSweep.table(killed)).isEqualTo(table);
  }

  /** ClusterSweepTest has the same with executors. */
  @Test
  @Tag("full")
  void a_unit_that_kills_its_process_twice_is_given_up() throws Exception {
    Path output = path.resolve("deadly");
    int runs = 0;
    int exit = 137;
    while (exit == 137 && runs < 6) {
      exit = ForkedSweep.end(ForkedSweep.start(output, 24, "local[2]", "DEATH"));
      runs++;
    }
    assertThat(exit).as("some failed").isEqualTo(1);
    assertThat(runs).as("beside others, alone, alone, then skipped").isBetween(3, 4);
    Plan plan = ForkedSweep.plan(output.toString(), 24);
    List<FailureRecord> failures = Failures.read(PocketSweep.folder(plan));
    assertThat(failures)
        .filteredOn(failure -> failure.kind() == FailureRecord.Kind.CRASH)
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).contains("its process died twice"));
    // its dependents have nothing to be compared with; everything else is there
    assertThat(failures)
        .filteredOn(failure -> failure.kind() == FailureRecord.Kind.BASELINE)
        .hasSize(2);
    assertThat(failures).hasSize(3);
    assertThat(PocketSweep.table(plan)).hasSize(3 * 2 * 24 - 3 * 8);

    SweepOutcome asked = PocketSweep.run(plan, 2);
    assertThat(asked.unitsFailed()).as("not tried again").isEqualTo(3);
  }

  @Test
  void a_driver_that_is_asked_to_end_leaves_no_marks() throws Exception {
    Path output = path.resolve("ended");
    Process process = ForkedSweep.start(output, SAMPLES, "local[2]", ForkedSweep.NO_TROUBLE);
    while (process.isAlive() && ForkedSweep.published(output) < 2) {
      Thread.sleep(5);
    }
    process.destroy();
    assertThat(ForkedSweep.end(process)).as("SIGTERM").isEqualTo(143);
    Plan plan = ForkedSweep.plan(output.toString(), SAMPLES);
    assertThat(PocketSweep.folder(plan).list("_attempts"))
        .noneMatch(left -> left.endsWith(".running"));
    assertThat(Failures.read(PocketSweep.folder(plan))).isEmpty();
  }
}
