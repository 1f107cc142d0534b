package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgramsTest {
  private static final String SWEEP =
      "output: out\nmodels: [pocket-s]\nformats: [kv4]\ntasks: [code]\n";

  /** A task that runs programs, and what the machine lacks for that. */
  private record CodeTask(FixedTask task, String lacks) implements Task {
    @Override
    public Optional<String> programs() {
      return Optional.of(lacks);
    }

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
      return task.items(from, to);
    }

    @Override
    public Judgement judge(Item item, List<Response> responses) {
      return task.judge(item, responses);
    }
  }

  private static Plan plan(String lacks, String... overrides) throws SweepException {
    Catalog catalog = new FixedCatalog().with(new CodeTask(FixedTask.of("code"), lacks));
    return Planner.plan(Sweeps.of(SWEEP, overrides), catalog, Sweeps.ENGINE, Sweeps.NO_KERNELS);
  }

  @Test
  void tasks_that_run_programs_are_refused_unless_the_sweep_allows_them() throws Exception {
    assertThatThrownBy(() -> plan(""))
        .isInstanceOf(SweepException.class)
        .hasMessageContaining("allow_code: true, or --allow-code");
    assertThatThrownBy(() -> plan("", "allow_code=false")).isInstanceOf(SweepException.class);
    assertThat(plan("", "allow_code=true").cells()).isNotEmpty();
  }

  @Test
  void what_the_machine_lacks_is_told_before_anything_runs() {
    assertThatThrownBy(() -> plan("python3 on the PATH", "allow_code=true"))
        .isInstanceOf(SweepException.class)
        .hasMessageContaining("python3 on the PATH");
  }

  @Test
  void the_key_is_true_or_false() {
    assertThatThrownBy(() -> plan("", "allow_code=maybe")).hasMessageContaining("true or false");
  }
}
