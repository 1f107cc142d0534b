package io.quantgrid.jobs.cli;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.longcontext.GeneratedTask;
import io.quantgrid.datasets.read.RepeatedIds;
import io.quantgrid.datasets.task.LmEvalTask;
import io.quantgrid.datasets.task.TaskDefinition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tasks check TASK}: renders every item, shows the first and tells what is wrong. */
@Command(
    name = "check",
    description = {
      "Renders every item of a task, or of each task of a group, prints the first ones and every"
          + " problem.",
      "Where no data is found and none was named, the definition alone is checked."
    },
    mixinStandardHelpOptions = true,
    footer = "Exit code: 0 all is well, 2 problems were found.")
final class TasksCheckCommand implements java.util.concurrent.Callable<Integer> {
  private static final int MOST_TOLD = 20;
  private static final int BATCH = 64;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(index = "0", paramLabel = "TASK", description = "A task's YAML file, or its name.")
  private String task;

  @Option(
      names = "--show",
      paramLabel = "N",
      defaultValue = "1",
      description = "Items whose requests are printed (default: ${DEFAULT-VALUE}).")
  private int show;

  @Option(
      names = "--shots",
      paramLabel = "N",
      description = "Examples before each question (default: as the task says).")
  private Optional<Integer> shots = Optional.empty();

  private int problems;

  @Override
  public Integer call() {
    if (show < 0 || shots.orElse(0) < 0) {
      throw new InputException(
          "Cannot check: --show "
              + show
              + ", --shots "
              + shots.orElse(0)
              + " (expected 0 or more)");
    }
    Optional<Path> generated = DataOption.task(task).file().map(Path::of);
    if (generated.filter(GeneratedTask::isOne).isPresent()) {
      checkGenerated(() -> GeneratedTask.read(generated.get()));
    } else {
      checkDefined();
    }
    err()
        .println(
            problems == 0
                ? "All is well."
                : problems + (problems == 1 ? " problem." : " problems."));
    err().flush();
    return problems == 0 ? Quantgrid.DONE : Quantgrid.BAD_INPUT;
  }

  private void checkDefined() {
    StandardCatalog catalog = data.catalog();
    List<TaskDefinition> definitions;
    List<GeneratedTask> generated;
    try {
      definitions = catalog.definitions(DataOption.task(task));
      generated = catalog.generated(DataOption.task(task));
    } catch (CatalogException e) {
      throw new InputException(e.getMessage());
    }
    for (TaskDefinition definition : definitions) {
      definition.notes().forEach(note -> err().println("Note: " + definition.name() + ": " + note));
      check(catalog, definition);
    }
    generated.forEach(one -> checkGenerated(() -> one));
  }

  /** One sample of every length and depth: the others differ in what is drawn. */
  private void checkGenerated(Supplier<GeneratedTask> task) {
    try {
      GeneratedTask generated = task.get();
      out()
          .printf(
              Locale.ROOT,
              "%s: %s, %d items%n",
              generated.name(),
              generated.kind().text(),
              generated.size());
      int rendered = Math.min(generated.size(), Math.max(show, generated.places()));
      for (Item item : generated.items(0, rendered)) {
        if (item.docId() < show) {
          out().println();
          out().print(ItemText.of(item, item.facts().toString()));
        }
      }
      tell(List.of());
    } catch (TaskException e) {
      tell(List.of(e.getMessage()));
    }
  }

  private void check(StandardCatalog catalog, TaskDefinition definition) {
    TaskOptions options =
        new TaskOptions(shots.orElse(TaskOptions.AS_DEFINED), ChatForm.NONE, "", "");
    LmEvalTask bound;
    try {
      bound = definition.bind(options, catalog.data());
    } catch (TaskException | CatalogException e) {
      if (data.isNamed()) {
        tell(List.of(e.getMessage()));
      } else {
        out().println(definition.name() + ": the definition is well. No data: " + e.getMessage());
        out().flush();
      }
      return;
    }
    out()
        .printf(
            Locale.ROOT,
            "%s: %s, %d shots, %d items of %s%n",
            bound.name(),
            bound.kind().text(),
            bound.shots(),
            bound.size(),
            bound.documents().name());
    tell(render(bound));
    warn(bound);
  }

  /** Prints the first items, and gives what is wrong with any. */
  private List<String> render(LmEvalTask bound) {
    List<String> wrong = new ArrayList<>();
    for (int from = 0; from < bound.size(); from += BATCH) {
      int to = Math.min(from + BATCH, bound.size());
      try {
        bound.items(from, to).forEach(item -> show(bound, item));
      } catch (TaskException e) { // of one of them: which ones?
        for (int position = from; position < to; position++) {
          try {
            bound.items(position, position + 1).forEach(item -> show(bound, item));
          } catch (TaskException one) {
            wrong.add(one.getMessage());
          }
        }
      }
    }
    return wrong;
  }

  private void show(LmEvalTask bound, Item item) {
    if (item.docId() < show) {
      out().println();
      out().print(ItemText.of(item, bound.documents().origin(Math.toIntExact(item.docId()))));
      if (!item.facts().isEmpty()) {
        out().println("facts " + new TreeMap<>(item.facts()));
      }
    }
  }

  private void warn(LmEvalTask bound) {
    try {
      List<String> repeated = RepeatedIds.of(bound.documents());
      told(repeated).forEach(line -> err().println("Warning: " + line));
    } catch (TaskException e) {
      return; // a line that cannot be read, which has been told
    }
    err().flush();
  }

  private void tell(List<String> wrong) {
    out().flush();
    told(wrong).forEach(err()::println);
    err().flush();
    problems += wrong.size();
  }

  private static List<String> told(List<String> all) {
    List<String> told = new ArrayList<>(all.subList(0, Math.min(MOST_TOLD, all.size())));
    if (told.size() < all.size()) {
      told.add("... and " + (all.size() - told.size()) + " more like these");
    }
    return told;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
