package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.against.Against;
import io.quantgrid.jobs.analyse.CellTable;
import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.analyse.SampleSums;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.report.Choice;
import io.quantgrid.jobs.report.Limits;
import io.quantgrid.jobs.report.VariantVerdict;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.sweep.Failures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report OUT}: makes tables and page anew from the samples, and says what they come to. */
@Command(
    name = "report",
    description =
        "Makes the tables and the page of an output folder anew from its samples, prints the table of variants and says in"
            + " sentences what was lost.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      description = "Name the best variant of at most this size, as 4GiB.")
  private Optional<String> maxBytes = Optional.empty();

  @Option(
      names = "--min-recovery",
      paramLabel = "PERCENT",
      description = "Name the smallest variant that keeps this much of the baseline, as 99.")
  private Optional<Double> minRecovery = Optional.empty();

  @Option(
      names = "--min-speed",
      paramLabel = "RATE",
      description = "Name the best variant that evaluates this many samples per second.")
  private Optional<Double> minSpeed = Optional.empty();

  @Option(
      names = "--against",
      paramLabel = "OTHER",
      description = "Also say what changed against another sweep's output folder.")
  private Optional<String> against = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Limits limits = limits();
    try (Session session = Session.open("report", 1)) {
      SparkSession spark = session.spark();
      OutputFolder folder = Outputs.existing(spark.sparkContext().hadoopConfiguration(), output);
      PlanJson plan = Outputs.plan(folder);
      Optional<Other> other = against.isPresent() ? Optional.of(other(spark)) : Optional.empty();
      List<Row> variants = Conclusion.write(spark, plan, folder, Failures.reasons(folder));
      PrintWriter out = spec.commandLine().getOut();
      out.print(SummaryTable.of(variants));
      out.println();
      VariantVerdict.of(variants, Conclusion.comparisons(spark, folder)).forEach(out::println);
      if (!limits.isEmpty()) {
        out.println();
        Choice.of(variants, limits).forEach(out::println);
      }
      if (other.isPresent()) {
        out.println();
        out.print(AgainstText.of(against.get(), changes(spark, folder, other.get())));
      }
      out.println("page: " + folder.location() + "/report/index.html");
      out.flush();
      return Quantgrid.DONE;
    }
  }

  private Limits limits() {
    return new Limits(
        maxBytes.map(ReportCommand::bytes).orElse(OptionalLong.empty()),
        number("--min-recovery", minRecovery, "a percentage of the baseline above 0, as 99"),
        number("--min-speed", minSpeed, "samples per second above 0, as 25"));
  }

  private static OptionalLong bytes(String text) {
    try {
      return OptionalLong.of(Limits.bytes(text));
    } catch (IllegalArgumentException e) {
      throw new InputException("--max-bytes: " + e.getMessage());
    }
  }

  private static OptionalDouble number(String option, Optional<Double> value, String expected) {
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!(value.get() > 0) || value.get().isInfinite()) {
      throw new InputException(
          "Cannot choose a variant: "
              + option
              + " "
              + value.get()
              + " (expected "
              + expected
              + ")");
    }
    return OptionalDouble.of(value.get());
  }

  private record Other(OutputFolder folder, PlanJson plan) {}

  private Other other(SparkSession spark) throws IOException {
    OutputFolder folder =
        Outputs.existing(spark.sparkContext().hadoopConfiguration(), against.get());
    return new Other(folder, Outputs.plan(folder));
  }

  /** The other sweep's cells are computed, not read: nothing is written to its folder. */
  private static Against changes(SparkSession spark, OutputFolder folder, Other other)
      throws IOException {
    var samples = Views.samples(spark, other.folder());
    return Against.of(
        spark,
        spark.read().parquet(folder.uri("cells")).orderBy("position").collectAsList(),
        Views.samples(spark, folder),
        CellTable.of(
                other.plan(),
                Failures.reasons(other.folder()),
                SampleSums.of(spark, other.plan(), samples))
            .rows(),
        samples);
  }
}
