package io.quantgrid.jobs.cli;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.longcontext.GeneratedTask;
import io.quantgrid.datasets.task.TaskDefinition;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tasks}: which tasks there are, what they say and whether they are well. */
@Command(
    name = "tasks",
    description = "Lists tasks, with the number of their items where their data is found.",
    mixinStandardHelpOptions = true,
    subcommands = {TasksShowCommand.class, TasksCheckCommand.class})
final class TasksCommand implements java.util.concurrent.Callable<Integer> {
  private static final List<String> HEADER =
      List.of("task", "kind", "tags", "shots", "metrics", "items");

  /** Metrics of a task that are named. */
  private static final int SHOWN = 4;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GLOB",
      description = "Names wanted, as 'mmlu_*' (default: all).")
  private String glob = "*";

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "Only tasks with this tag, which may be a glob too.")
  private Optional<String> tag = Optional.empty();

  @Override
  public Integer call() {
    StandardCatalog catalog = data.catalog();
    TextTable table = new TextTable(HEADER);
    int listed = 0;
    for (String name : catalog.taskNames()) {
      if (matches(glob, name)) {
        Optional<List<String>> row = row(catalog, name);
        row.ifPresent(table::row);
        listed += row.isPresent() ? 1 : 0;
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(table);
    out.printf(Locale.ROOT, "%d %s%n", listed, listed == 1 ? "task" : "tasks and groups");
    out.flush();
    return Quantgrid.DONE;
  }

  private static boolean matches(String glob, String name) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return matcher.matches(Path.of(name));
  }

  /** What is said of a task; empty where it has another tag than is wanted. */
  private Optional<List<String>> row(StandardCatalog catalog, String name) {
    List<TaskDefinition> definitions;
    List<GeneratedTask> generated;
    try {
      TaskRef ref = new TaskRef(Optional.of(name), Optional.empty());
      definitions = catalog.definitions(ref);
      generated = catalog.generated(ref);
    } catch (CatalogException e) { // which check tells
      return tag.isEmpty()
          ? Optional.of(List.of(name, "cannot be loaded", "", "", "", ""))
          : Optional.empty();
    }
    boolean tagged =
        tag.isEmpty()
            || Stream.concat(
                    definitions.stream().flatMap(task -> task.tags().stream()),
                    generated.stream().map(GeneratedTask::type))
                .anyMatch(one -> matches(tag.get(), one));
    return tagged ? Optional.of(row(catalog, name, definitions, generated)) : Optional.empty();
  }

  private static List<String> row(
      StandardCatalog catalog,
      String name,
      List<TaskDefinition> definitions,
      List<GeneratedTask> generated) {
    int members = definitions.size() + generated.size();
    boolean single =
        members == 1
            && Stream.concat(
                    definitions.stream().map(TaskDefinition::name),
                    generated.stream().map(GeneratedTask::name))
                .allMatch(name::equals);
    if (!single) {
      return List.of(name, "group of " + members, "", "", "", "");
    }
    if (definitions.isEmpty()) {
      GeneratedTask task = generated.get(0);
      return List.of(
          name,
          task.kind().text(),
          task.type(),
          "0",
          task.metrics().get(0).name(),
          Integer.toString(task.size()));
    }
    TaskDefinition first = definitions.get(0);
    return List.of(
        name,
        first.kind().text(),
        String.join(", ", first.tags()),
        Integer.toString(first.shots()),
        shortened(first.metrics().stream().map(MetricSpec::name).distinct().toList()),
        items(catalog, first));
  }

  private static String shortened(List<String> names) {
    return names.size() > SHOWN
        ? String.join(", ", names.subList(0, SHOWN)) + " ... (" + names.size() + ")"
        : String.join(", ", names);
  }

  private static String items(StandardCatalog catalog, TaskDefinition task) {
    try {
      return Integer.toString(task.bind(catalog.data()).size());
    } catch (TaskException e) { // its data is not here, and check says why
      return "-";
    }
  }
}
