package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.Plan;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code plan SWEEP}: checks a sweep and prints what a run would do. Writes nothing. */
@Command(
    name = "plan",
    description =
        "Checks a sweep and prints what a run would do, with an estimate of time and memory.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SweepOptions options;

  @Override
  public Integer call() throws Exception {
    Plan plan = Planning.plan(options);
    int slots = Math.max(1, Runtime.getRuntime().availableProcessors() / plan.sweep().threads());
    PrintWriter out = spec.commandLine().getOut();
    out.print(PlanText.of(plan, slots));
    out.flush();
    return Quantgrid.DONE;
  }
}
