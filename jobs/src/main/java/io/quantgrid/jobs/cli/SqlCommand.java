package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.analyse.Views;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sql OUT "SELECT ..."}: Spark SQL over a sweep's tables. */
@Command(
    name = "sql",
    description = "Runs Spark SQL over the tables of an output folder: samples, cells, variants.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements java.util.concurrent.Callable<Integer> {
  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Parameters(index = "1", paramLabel = "QUERY", description = "A SQL query, in quotes.")
  private String query;

  @Option(
      names = "--rows",
      defaultValue = "1000",
      description = "Most rows printed (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Override
  public Integer call() throws Exception {
    try (SparkSession spark = Sessions.open("sql", 1)) {
      Views.register(spark, Outputs.existing(spark.sparkContext().hadoopConfiguration(), output));
      query(spark).show(rows, false);
      return 0;
    }
  }

  private Dataset<Row> query(SparkSession spark) throws Exception {
    try {
      return spark.sql(query);
    } catch (Exception e) {
      if (e instanceof AnalysisException) { // checked in Scala, so Java may not name it
        throw new InputException("Cannot run the query: " + e.getMessage());
      }
      throw e;
    }
  }
}
