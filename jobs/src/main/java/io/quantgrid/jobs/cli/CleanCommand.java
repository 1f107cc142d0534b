package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.storage.Cleaning;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.OutputLock;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code clean OUT}: removes what dead runs left, and on demand what the last plan does not name.
 */
@Command(
    name = "clean",
    description =
        "Removes what runs that died left behind in an output folder. Finished rows stay.",
    mixinStandardHelpOptions = true)
final class CleanCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Option(
      names = "--unused",
      description = "Also removes rows and quantized checkpoints that the last plan does not name.")
  private boolean unused;

  @Override
  @SuppressWarnings("try") // the lock is held, not used
  public Integer call() throws Exception {
    OutputFolder folder = Outputs.existing(new Configuration(), output);
    Cleaning.Removed removed;
    try (OutputLock lock = OutputLock.acquire(folder)) {
      removed = unused ? unused(folder) : Cleaning.orphans(folder);
    }
    PrintWriter out = spec.commandLine().getOut();
    removed.paths().forEach(out::println);
    out.printf(
        Locale.ROOT, "%d files removed, %,d bytes%n", removed.paths().size(), removed.bytes());
    out.flush();
    return Quantgrid.DONE;
  }

  private static Cleaning.Removed unused(OutputFolder folder) throws java.io.IOException {
    PlanJson plan = Outputs.plan(folder);
    return Cleaning.unused(
        folder,
        plan.cells().stream().map(PlanJson.CellJson::id).collect(Collectors.toSet()),
        plan.variants().stream().map(PlanJson.VariantJson::weightsId).collect(Collectors.toSet()));
  }
}
