package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.Cell;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.Variant;
import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.sweep.SweepOutcome;
import io.quantgrid.jobs.sweep.SweepRunner;
import io.quantgrid.jobs.sweep.SweepRunner.Crashers;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run SWEEP}: evaluates what is missing and ends with the table of variants. */
@Command(
    name = "run",
    description =
        "Runs a sweep: evaluates what its output folder does not hold yet, then writes tables and page.",
    mixinStandardHelpOptions = true,
    footer = "Exit code: 0 all cells done, 1 some failed, 2 bad input.")
final class RunCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SweepOptions options;

  @Option(
      names = "--retry-crashed",
      description = "Also tries units again that have taken two processes with them.")
  private boolean retryCrashed;

  @Override
  @SuppressWarnings("try") // the interruption is held, not used
  public Integer call() throws Exception {
    Plan plan = Planning.plan(options);
    if (allDone(plan)) {
      return Quantgrid.DONE;
    }
    Outputs.checkWritable(Outputs.open(new Configuration(), plan.sweep().output()));
    try (Session session = Session.open(plan.sweep().name(), plan.sweep().threads());
        Progress progress = Progress.onStandardError();
        Interruption interruption =
            Interruption.says(
                "Interrupted. What is done is kept: the same command goes on from there.",
                session.spark().sparkContext())) {
      SparkSession spark = session.spark();
      OutputFolder output =
          Outputs.open(spark.sparkContext().hadoopConfiguration(), plan.sweep().output());
      progress.message(
          String.format(
              Locale.ROOT,
              "%s: %d variants, %d cells, on %s",
              plan.sweep().name(),
              plan.variants().size(),
              plan.cells().size(),
              spark.sparkContext().master()));
      SweepOutcome outcome =
          new SweepRunner(
                  JavaSparkContext.fromSparkContext(spark.sparkContext()),
                  Planning.source(options),
                  progress)
              .run(plan, output, retryCrashed ? Crashers.RETRY : Crashers.SKIP);
      outcome.problems().forEach(progress::message);
      List<Row> variants = Conclusion.of(spark, PlanJson.of(plan), output, outcome.failures());
      String summary = SummaryTable.of(variants);
      Conclusion.summarize(output, summary);
      print(summary);
      progress.message(ending(outcome, output));
      Map<String, String> failures = outcome.failures();
      plan.cells().stream()
          .filter(cell -> failures.containsKey(cell.id()))
          .forEach(
              cell -> progress.message("failed: " + name(cell) + ": " + failures.get(cell.id())));
      return outcome.allDone() ? Quantgrid.DONE : Quantgrid.SOME_FAILED;
    }
  }

  /** Whether an earlier run has left nothing to do; then its table is printed, without a Spark. */
  private boolean allDone(Plan plan) throws IOException {
    OutputFolder output = Outputs.open(new Configuration(), plan.sweep().output());
    if (output.exists("_lock")) { // whoever holds it may be changing what is there
      return false;
    }
    Optional<String> summary = Conclusion.summary(PlanJson.of(plan), output);
    summary.ifPresent(
        text -> {
          print(text);
          spec.commandLine()
              .getErr()
              .printf("Everything is done; page: %s/report/index.html%n", output.location());
        });
    return summary.isPresent();
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  private static String ending(SweepOutcome outcome, OutputFolder output) {
    return String.format(
        Locale.ROOT,
        "%d samples evaluated in %.1f s (%d units done, %d failed, %d were there); page: %s/report/index.html",
        outcome.samples(),
        outcome.seconds(),
        outcome.unitsDone(),
        outcome.unitsFailed(),
        outcome.unitsBefore(),
        output.location());
  }

  private static String name(Cell cell) {
    Variant variant = cell.variant();
    return String.join(
        ", ",
        variant.model().name(),
        variant.format().name(),
        variant.recipe().canonical(),
        cell.task());
  }
}
