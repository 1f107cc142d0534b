package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.datasets.longcontext.GeneratedTask;
import io.quantgrid.datasets.task.TaskDefinition;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tasks show NAME}: what a task says, with its includes merged. */
@Command(
    name = "show",
    description = "Prints what a task, or each task of a group, says, with its includes merged.",
    mixinStandardHelpOptions = true)
final class TasksShowCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(index = "0", paramLabel = "NAME", description = "A task's name, or its YAML file.")
  private String name;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      for (TaskDefinition task : data.catalog().definitions(DataOption.task(name))) {
        out.println("# " + task.path());
        out.println(task.yaml());
      }
      for (GeneratedTask task : data.catalog().generated(DataOption.task(name))) {
        out.println("# " + task.name() + ", generated");
        out.println(task.yaml());
      }
    } catch (CatalogException e) {
      throw new InputException(e.getMessage());
    }
    out.flush();
    return Quantgrid.DONE;
  }
}
