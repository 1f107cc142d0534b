package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.analyse.BaseTable;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.export.SampleExport;
import io.quantgrid.jobs.export.SampleForm;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.io.PrintWriter;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code samples OUT}: a sweep's samples and figures as files for other programs. */
@Command(
    name = "samples",
    description = "Writes the samples of a sweep as CSV or as other evaluation tools do.",
    mixinStandardHelpOptions = true)
final class SamplesCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Option(
      names = "--to",
      required = true,
      description = "Form: csv, lm-eval (results and samples files) or every-eval-ever.")
  private SampleForm form;

  @Option(
      names = "--out",
      required = true,
      description = "Folder or Hadoop URI to write; must not exist.")
  private String to;

  @Override
  public Integer call() throws IOException {
    try (Session session = Session.open("samples", 1)) {
      SparkSession spark = session.spark();
      var hadoop = spark.sparkContext().hadoopConfiguration();
      OutputFolder folder = Outputs.existing(hadoop, output);
      OutputFolder target = Outputs.open(hadoop, to);
      if (!target.list("").isEmpty()) {
        throw new InputException("Cannot write to " + to + ": it exists (expected a new folder)");
      }
      if (folder.list("cells").isEmpty()) {
        throw new InputException(
            "Cannot write samples of "
                + folder.location()
                + ": no cells in it (expected a sweep that has ended; report makes them)");
      }
      int cells =
          new SampleExport(
                  Outputs.plan(folder),
                  Views.samples(spark, folder),
                  Views.table(spark, folder, BaseTable.CELLS),
                  Views.table(spark, folder, BaseTable.GROUPS),
                  Version.text())
              .write(form, target);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s: %d cells as %s%n", target.location(), cells, form);
      out.flush();
      return Quantgrid.DONE;
    }
  }
}
