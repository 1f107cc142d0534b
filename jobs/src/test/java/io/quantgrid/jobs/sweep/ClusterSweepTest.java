package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.Plan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors in processes of their own, under Spark's standalone master, that die. */
class ClusterSweepTest {
  private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";
  private static final int SAMPLES = 24;

  @TempDir Path path;

  @Test
  void a_lost_executor_costs_nothing() throws Exception {
    Path output = path.resolve("lost");
    assertThat(
            ForkedSweep.end(
                ForkedSweep.start(output, SAMPLES, TWO_EXECUTORS, Trouble.Kind.DEATH_ONCE.name())))
        .isZero();
    assertThat(Path.of(output + ".struck")).as("it did die").exists();
    Plan lost = ForkedSweep.plan(output.toString(), SAMPLES);
    Plan whole = ForkedSweep.plan(path.resolve("whole").toString(), SAMPLES);
    PocketSweep.run(whole, 2);
    List<String> table = PocketSweep.table(whole);
    assertThat(table).hasSize(3 * 2 * SAMPLES);
    assertThat(PocketSweep.table(lost)).isEqualTo(table);
    assertThat(PocketSweep.folder(lost).list("_attempts")).isEmpty();
  }

  @Test
  void a_unit_that_takes_two_executors_with_it_is_given_up_in_the_same_run() throws Exception {
    Path output = path.resolve("deadly");
    assertThat(
            ForkedSweep.end(
                ForkedSweep.start(output, SAMPLES, TWO_EXECUTORS, Trouble.Kind.DEATH.name())))
        .isEqualTo(1);
    Plan plan = ForkedSweep.plan(output.toString(), SAMPLES);
    List<FailureRecord> failures = Failures.read(PocketSweep.folder(plan));
    assertThat(failures)
        .extracting(FailureRecord::kind)
        .containsExactlyInAnyOrder(
            FailureRecord.Kind.CRASH, FailureRecord.Kind.BASELINE, FailureRecord.Kind.BASELINE);
    assertThat(PocketSweep.table(plan)).hasSize(3 * 2 * SAMPLES - 3 * 8);
  }
}
