package io.quantgrid.jobs.sweep;

import static io.quantgrid.jobs.sweep.PocketSweep.FORMATS;
import static io.quantgrid.jobs.sweep.PocketSweep.TASKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.grid.Plan;
import io.quantgrid.jobs.storage.Hdfs;
import io.quantgrid.jobs.storage.OutputInUseException;
import io.quantgrid.jobs.storage.OutputLock;
import io.quantgrid.jobs.sweep.SweepOutcome.Status;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepRunnerTest {
  @TempDir Path path;

  @Test
  void rows_do_not_depend_on_the_number_of_slots() throws Exception {
    Plan one = PocketSweep.plan(path + "/one", FORMATS, TASKS, 20);
    Plan two = PocketSweep.plan(path + "/two", FORMATS, TASKS, 20);
    SweepOutcome outcome = PocketSweep.run(one, 1);
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.samples()).isEqualTo(3 * 2 * 20);
    assertThat(outcome.unitsDone()).isEqualTo(3 * 2 * 3);
    PocketSweep.run(two, 2);
    List<String> table = PocketSweep.table(one);
    assertThat(table).hasSize(3 * 2 * 20).doesNotHaveDuplicates();
    assertThat(PocketSweep.table(two)).isEqualTo(table);
    // merged, and nothing left over
    assertThat(PocketSweep.folder(one).list("samples")).hasSize(2);
    assertThat(PocketSweep.folder(one).list("_attempts")).isEmpty();
    assertThat(PocketSweep.folder(one).exists("_lock")).isFalse();
  }

  @Test
  void a_run_does_only_what_is_new() throws Exception {
    String output = path.toString();
    Plan first = PocketSweep.plan(output, List.of("kv4"), List.of("pocket_ethics"), 12);
    assertThat(PocketSweep.run(first, 2).unitsDone()).isEqualTo(2 * 2);

    SweepOutcome again = PocketSweep.run(first, 2);
    assertThat(again.unitsDone()).isZero();
    assertThat(again.unitsBefore()).isEqualTo(2 * 2);
    assertThat(again.cells()).allMatch(cell -> cell.status() == Status.UNCHANGED);

    Plan wider = PocketSweep.plan(output, List.of("kv4", "kv8"), List.of("pocket_ethics"), 12);
    assertThat(PocketSweep.run(wider, 2).samples()).isEqualTo(12);

    Plan longer = PocketSweep.plan(output, List.of("kv4", "kv8"), List.of("pocket_ethics"), 20);
    SweepOutcome raised = PocketSweep.run(longer, 2);
    assertThat(raised.samples()).isEqualTo(3 * 8);
    assertThat(raised.failures()).isEmpty();

    Plan atOnce =
        PocketSweep.plan(
            path.resolve("at-once").toString(),
            List.of("kv4", "kv8"),
            List.of("pocket_ethics"),
            20);
    PocketSweep.run(atOnce, 2);
    // The last units of the shorter cells were cut differently: other batches round differently.
    assertThat(decisions(longer)).isEqualTo(decisions(atOnce)).hasSize(3 * 20);
  }

  private static List<String> decisions(Plan plan) throws Exception {
    return PocketSweep.table(plan).stream()
        .map(
            row ->
                row.replaceAll(
                    "unit=\\d+,|loglikelihoods=\\[[^]]*]|(klMean|klMax|probability)=[^,]*", ""))
        .sorted()
        .toList();
  }

  @Test
  void a_failing_cell_costs_nothing_else() throws Exception {
    Plan good = PocketSweep.plan(path.toString(), FORMATS, TASKS, 10);
    String victim =
        good.cells().stream()
            .filter(cell -> cell.variant().format().name().equals("kv4"))
            .findFirst()
            .orElseThrow()
            .id();
    Plan bad =
        PocketSweep.cells(
            good, cell -> cell.id().equals(victim) ? PocketSweep.cell(cell, "other", 8) : cell);
    SweepOutcome outcome = PocketSweep.run(bad, 2);
    assertThat(outcome.failures()).containsOnlyKeys(victim);
    assertThat(outcome.failures().get(victim)).contains("expected other as planned");
    assertThat(outcome.unitsFailed()).isEqualTo(2);
    assertThat(Failures.reasons(PocketSweep.folder(bad))).isEqualTo(outcome.failures());

    SweepOutcome repaired = PocketSweep.run(good, 2);
    assertThat(repaired.allDone()).isTrue();
    assertThat(repaired.samples()).isEqualTo(10);
    assertThat(Failures.read(PocketSweep.folder(good))).isEmpty();
  }

  @Test
  void whatever_a_unit_throws_becomes_its_failure() throws Exception {
    for (Trouble.Kind kind : List.of(Trouble.Kind.ERROR, Trouble.Kind.MEMORY, Trouble.Kind.STACK)) {
      Plan plan = PocketSweep.plan(path + "/" + kind, List.of("kv4"), TASKS, 16);
      SweepOutcome outcome = PocketSweep.run(plan, 2, () -> new Trouble(kind, "pocket_ethics", 8));
      // of the baseline one unit fails, of the variant the one that would be compared with it
      assertThat(outcome.unitsFailed()).isEqualTo(2);
      assertThat(outcome.unitsDone()).isEqualTo(6);
      assertThat(outcome.failures()).hasSize(2);
      assertThat(outcome.failures().values())
          .anyMatch(reason -> reason.startsWith("Cannot compare with the baseline, which failed"))
          .allMatch(reason -> reason.contains(kind.says()));
    }
  }

  @Test
  void a_variant_that_cannot_be_made_fails_its_cells() throws Exception {
    Plan good = PocketSweep.plan(path.toString(), FORMATS, List.of("pocket_ethics"), 8);
    // a file lies where the folder must go
    PocketSweep.folder(good).write("variants", "in the way");
    SweepOutcome outcome = PocketSweep.run(good, 2);
    assertThat(outcome.failures()).hasSize(1);
    assertThat(outcome.failures().values())
        .allMatch(reason -> reason.startsWith("Cannot evaluate, since its variant failed: "));
    assertThat(outcome.unitsDone()).isEqualTo(2);
  }

  @Test
  void a_second_run_on_an_output_in_use_is_refused() throws Exception {
    Plan plan = PocketSweep.plan(path.toString(), FORMATS, TASKS, 8);
    try (OutputLock lock = OutputLock.acquire(PocketSweep.folder(plan))) {
      lock.check();
      assertThatThrownBy(() -> PocketSweep.run(plan, 1)).isInstanceOf(OutputInUseException.class);
    }
    assertThat(PocketSweep.folder(plan).list("samples")).isEmpty();
    assertThat(PocketSweep.folder(plan).exists("plan.json")).isFalse();
  }

  @Test
  void hdfs_holds_the_same_rows_and_resumes() throws Exception {
    Plan there = PocketSweep.plan(Hdfs.newFolder(), FORMATS, List.of("pocket_ethics"), 10);
    Plan here = PocketSweep.plan(path.toString(), FORMATS, List.of("pocket_ethics"), 10);
    assertThat(PocketSweep.run(there, 2).allDone()).isTrue();
    PocketSweep.run(here, 2);
    assertThat(PocketSweep.table(there)).isEqualTo(PocketSweep.table(here));
    assertThat(PocketSweep.run(there, 2).unitsDone()).isZero();
    assertThat(PocketSweep.folder(there).list("_attempts")).isEmpty();
  }
}
