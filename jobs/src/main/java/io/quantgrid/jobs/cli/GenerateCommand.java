package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.scale.ScaleData;
import io.quantgrid.jobs.storage.OutputFolder;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code generate OUT --rows N}: an output folder of any size for trying out analysis. */
@Command(
    name = "generate",
    hidden = true,
    description =
        "Writes an output folder of random samples with effects of known size: no model is run.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder, empty or new.")
  private String output;

  @Option(
      names = "--rows",
      defaultValue = "500000",
      description = "Samples to write (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    if (rows < 1) {
      throw new InputException("Cannot generate: --rows " + rows + " (expected 1 or more)");
    }
    try (Session session = Session.open("generate", 1)) {
      SparkSession spark = session.spark();
      OutputFolder folder = Outputs.open(spark.sparkContext().hadoopConfiguration(), output);
      if (folder.exists("plan.json")) {
        throw new InputException(
            "Cannot generate into " + output + ": a sweep is there (expected an empty folder)");
      }
      ScaleData.write(spark, folder, rows, seed);
      spec.commandLine().getOut().println("samples: " + folder.location() + "/samples");
      spec.commandLine().getOut().flush();
      return Quantgrid.DONE;
    }
  }
}
