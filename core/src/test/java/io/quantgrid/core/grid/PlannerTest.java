package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.kernels.name.Globs;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final String SWEEP =
      """
      output: out
      models: [pocket-s, pocket-m]
      formats: [w4a16, baseline, kv4]
      tasks: [pocket]
      """;

  @Test
  void the_grid_has_models_times_the_baseline_and_formats_times_tasks_in_order() {
    Plan plan = Sweeps.plan(SWEEP);
    assertThat(plan.cells())
        .extracting(PlannerTest::point)
        .containsExactly(
            "pocket-s baseline none stories",
            "pocket-s baseline none mapping",
            "pocket-s w4a16 rtn stories",
            "pocket-s w4a16 rtn mapping",
            "pocket-s kv4 none stories",
            "pocket-s kv4 none mapping",
            "pocket-m baseline none stories",
            "pocket-m baseline none mapping",
            "pocket-m w4a16 rtn stories",
            "pocket-m w4a16 rtn mapping",
            "pocket-m kv4 none stories",
            "pocket-m kv4 none mapping");
    assertThat(plan.variants()).hasSize(6);
    assertThat(plan.models()).hasSize(2);
    assertThat(plan.cells()).extracting(Cell::id).doesNotHaveDuplicates();
  }

  @Test
  void every_cell_knows_the_baseline_of_its_model_and_task() {
    Plan plan = Sweeps.plan(SWEEP);
    for (Cell cell : plan.cells()) {
      Cell baseline =
          plan.cells().stream().filter(c -> c.id().equals(cell.baselineId())).findFirst().get();
      assertThat(baseline.isBaseline()).isTrue();
      assertThat(baseline.variant().model()).isEqualTo(cell.variant().model());
      assertThat(baseline.task()).isEqualTo(cell.task());
      assertThat(baseline.unitSize()).isEqualTo(cell.unitSize());
    }
  }

  @Test
  void the_baseline_runs_named_or_not() {
    assertThat(PlanJson.of(Sweeps.plan(SWEEP, "formats=[w4a16, kv4]")).write())
        .isEqualTo(PlanJson.of(Sweeps.plan(SWEEP)).write());
    assertThat(Sweeps.plan(SWEEP, "formats=[baseline]").cells())
        .hasSize(4)
        .allMatch(Cell::isBaseline);
  }

  @Test
  void a_format_without_weights_runs_once_with_method_none() {
    Sweep sweep =
        Sweeps.methods(
            Sweeps.of(SWEEP, "calibration={task: stories}"), List.of(Recipe.rtn(), Sweeps.GPTQ));
    Plan plan = Sweeps.plan(sweep, new FixedCatalog());
    assertThat(plan.cells())
        .extracting(PlannerTest::point)
        .filteredOn(point -> point.startsWith("pocket-s"))
        .filteredOn(point -> point.endsWith("stories"))
        .containsExactly(
            "pocket-s baseline none stories",
            "pocket-s w4a16 rtn stories",
            "pocket-s w4a16 gptq stories",
            "pocket-s kv4 none stories");
    assertThat(plan.merged()).containsExactly("kv4 with rtn, gptq runs as method none");
  }

  @Test
  void formats_that_compute_the_same_run_under_the_first_name() {
    Plan plan = Sweeps.plan(SWEEP, "formats=[w4a16, w4a16-int-g128]");
    assertThat(plan.cells()).hasSize(8);
    assertThat(plan.merged())
        .containsExactly("format w4a16-int-g128 computes the same as w4a16 and runs as it");
  }

  @Test
  void models_and_tasks_with_equal_contents_run_once() {
    Catalog catalog = new FixedCatalog().with("copy", "hash of s");
    Plan plan =
        Sweeps.plan(
            Sweeps.of(SWEEP, "models=[pocket-s, copy]", "tasks=[pocket, ethics, mapping]"),
            catalog);
    assertThat(plan.cells()).extracting(Cell::task).contains("stories", "mapping", "ethics");
    assertThat(plan.cells()).hasSize(9);
    assertThat(plan.merged())
        .containsExactly(
            "model copy holds the same as pocket-s and runs as it",
            "task mapping is in pocket and mapping and runs once",
            "kv4 with rtn runs as method none");
  }

  @Test
  void exclusions_spare_the_baseline_unless_they_name_a_model_or_task_alone() {
    assertThat(Sweeps.plan(SWEEP, "exclude=[{format: '*', task: stories}]").cells())
        .extracting(PlannerTest::point)
        .filteredOn(point -> point.endsWith("stories"))
        .containsExactly("pocket-s baseline none stories", "pocket-m baseline none stories");
    assertThat(Sweeps.plan(SWEEP, "exclude=[{model: pocket-m, task: 'st?ries'}]").cells())
        .extracting(PlannerTest::point)
        .filteredOn(point -> point.endsWith("stories"))
        .allMatch(point -> point.startsWith("pocket-s"))
        .hasSize(3);
    assertThat(Sweeps.plan(SWEEP, "exclude=[{task: pocket, model: pocket-m}]").cells())
        .noneMatch(cell -> cell.variant().model().name().equals("pocket-m"));
  }

  @Test
  void an_exclusion_names_formats_and_methods_by_any_spelling() {
    for (String format : List.of("w4a16", "w4a*", "w4a16-int-g128", "weights=int4/group128/*")) {
      Sweep sweep = Sweeps.of(SWEEP, "exclude=[{method: RTN(), format: '" + format + "'}]");
      assertThat(Sweeps.plan(sweep, new FixedCatalog()).variants())
          .as(format)
          .extracting(variant -> variant.format().name())
          .containsExactly("baseline", "kv4", "baseline", "kv4");
    }
  }

  @Test
  void a_glob_matches_whole_names() {
    assertThat(Globs.matches("gptq", "gptq > lorc(rank=8)")).isFalse();
    assertThat(Globs.matches("gptq*", "gptq > lorc(rank=8)")).isTrue();
    assertThat(Globs.matches("*(rank=?)", "gptq > lorc(rank=8)")).isTrue();
    assertThat(Globs.matches("w4.16", "w4a16")).isFalse();
  }

  @Test
  void samples_are_those_of_the_limit_or_the_task() {
    Catalog catalog = new FixedCatalog().with(new FixedTask("stories", "d", 2, 30, "text"));
    Plan plan =
        Sweeps.plan(Sweeps.of(SWEEP, "limits.samples=100", "tasks=[stories, ethics]"), catalog);
    assertThat(plan.cells())
        .allSatisfy(
            cell -> assertThat(cell.samples()).isEqualTo(cell.task().equals("stories") ? 30 : 100));
    assertThat(plan.cells())
        .allSatisfy(
            cell -> assertThat(cell.shots()).isEqualTo(cell.task().equals("stories") ? 2 : 0));
  }

  @Test
  void a_task_whose_items_cannot_be_read_is_planned_so_that_its_cells_can_say_why() {
    Catalog catalog = new FixedCatalog().with(new BrokenTask(FixedTask.of("ethics")));
    Plan plan = Sweeps.plan(Sweeps.of(SWEEP, "tasks=[ethics]"), catalog);
    assertThat(plan.cells()).hasSize(6).allMatch(cell -> cell.unitSize() > 0);
  }

  @Test
  void a_method_or_format_that_fits_no_other_is_refused_with_its_key() {
    Sweep onlyKv = Sweeps.methods(Sweeps.of(SWEEP, "formats=[kv4]"), List.of(Sweeps.GPTQ));
    assertThatThrownBy(
            () -> Planner.plan(onlyKv, new FixedCatalog(), Sweeps.ENGINE, Sweeps.NO_KERNELS))
        .isInstanceOf(SweepException.class)
        .hasMessage(
            "Cannot read sweep.yaml, methods[0]: gptq (expected a format whose weights it"
                + " quantizes)");
    Sweep none = Sweeps.methods(Sweeps.of(SWEEP), List.of(Recipe.none()));
    assertThatThrownBy(
            () -> Planner.plan(none, new FixedCatalog(), Sweeps.ENGINE, Sweeps.NO_KERNELS))
        .hasMessageStartingWith(
            "Cannot read sweep.yaml, formats[0]: w4a16 (expected a method that fits; ");
  }

  @Test
  void all_problems_of_a_sweep_that_was_not_checked_before_are_reported_at_once() {
    Sweep sweep =
        Sweeps.of(SWEEP, "models=[poket-s, pocket-m]", "tasks=[storys]", "calibration.task=maping");
    assertThatThrownBy(
            () -> Planner.plan(sweep, new FixedCatalog(), Sweeps.ENGINE, Sweeps.NO_KERNELS))
        .isInstanceOfSatisfying(
            SweepException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .allMatch(line -> line.contains("did you mean")));
  }

  @Test
  void two_tasks_of_one_name_are_refused() {
    FixedTask other = new FixedTask("stories", "another digest", 0, 5, "text");
    Catalog catalog = new FixedCatalog().with(other);
    assertThatThrownBy(
            () ->
                Planner.plan(
                    Sweeps.of(SWEEP, "tasks=[pocket, stories]"),
                    catalog,
                    Sweeps.ENGINE,
                    Sweeps.NO_KERNELS))
        .hasMessage(
            "Cannot read sweep.yaml, tasks[1]: stories (expected each task name once; pocket has"
                + " another of it)");
  }

  private static String point(Cell cell) {
    Variant variant = cell.variant();
    return String.join(
        " ",
        variant.model().name(),
        variant.format().name(),
        variant.recipe().canonical(),
        cell.task());
  }

  /** Lacks a column, as it turns out when items are asked for. */
  private record BrokenTask(FixedTask task) implements Task {
    @Override
    public String name() {
      return task.name();
    }

    @Override
    public Kind kind() {
      return task.kind();
    }

    @Override
    public String type() {
      return task.type();
    }

    @Override
    public int shots() {
      return task.shots();
    }

    @Override
    public int size() {
      return task.size();
    }

    @Override
    public String digest() {
      return task.digest();
    }

    @Override
    public List<MetricSpec> metrics() {
      return task.metrics();
    }

    @Override
    public List<Item> items(int from, int to) {
      throw new TaskException("Cannot read item 0: no column label (expected label)");
    }

    @Override
    public Judgement judge(Item item, List<Response> responses) {
      return task.judge(item, responses);
    }
  }
}
