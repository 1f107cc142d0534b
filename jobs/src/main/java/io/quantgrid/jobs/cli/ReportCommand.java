package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.sweep.Failures;
import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report OUT}: makes tables and page anew from the samples. */
@Command(
    name = "report",
    description =
        "Makes the tables and the page of an output folder anew from its samples, and prints the table of variants.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Override
  public Integer call() throws Exception {
    try (Session session = Session.open("report", 1)) {
      SparkSession spark = session.spark();
      OutputFolder folder = Outputs.existing(spark.sparkContext().hadoopConfiguration(), output);
      List<Row> variants =
          Conclusion.write(spark, Outputs.plan(folder), folder, Failures.reasons(folder));
      PrintWriter out = spec.commandLine().getOut();
      out.print(SummaryTable.of(variants));
      out.println("page: " + folder.location() + "/report/index.html");
      out.flush();
      return Quantgrid.DONE;
    }
  }
}
