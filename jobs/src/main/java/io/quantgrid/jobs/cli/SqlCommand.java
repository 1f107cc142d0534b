package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.analyse.Views;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sql OUT "SELECT ..."}: Spark SQL over a sweep's tables. */
@Command(
    name = "sql",
    description =
        "Runs Spark SQL over the tables of an output folder: samples, cells, variants, layers.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

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
    if (rows < 1) {
      throw new InputException("Cannot print rows: --rows " + rows + " (expected 1 or more)");
    }
    try (Session session = Session.open("sql", 1)) {
      SparkSession spark = session.spark();
      Views.register(spark, Outputs.existing(spark.sparkContext().hadoopConfiguration(), output));
      spark.sparkContext().setLogLevel("OFF"); // what fails is told below, once
      try {
        print(run(spark));
      } finally {
        spark.sparkContext().setLogLevel("WARN");
      }
      return Quantgrid.DONE;
    }
  }

  /** Header and rows as text, one row more than are printed if there are more. */
  private List<List<String>> run(SparkSession spark) {
    try {
      Dataset<Row> result = spark.sql(query);
      List<String> names = Arrays.asList(result.columns());
      String[] places = new String[names.size()]; // names may repeat, or hold dots
      Column[] texts = new Column[names.size()];
      for (int i = 0; i < places.length; i++) {
        places[i] = "c" + i;
        texts[i] = functions.col(places[i]).cast("string");
      }
      List<List<String>> table = new ArrayList<>();
      table.add(names);
      for (Row row : result.toDF(places).select(texts).takeAsList(rows + 1)) {
        List<String> line = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
          line.add(row.isNullAt(i) ? "NULL" : row.getString(i));
        }
        table.add(line);
      }
      return table;
    } catch (Exception e) { // Scala's checked exceptions, which Java may not name
      throw isAboutQuery(e)
          ? new InputException("Cannot run the query: " + firstLine(e.getMessage()))
          : new IllegalStateException("Cannot run the query", e);
    }
  }

  /** Whether Spark says that the query, or what it does with a value, is wrong. */
  private static boolean isAboutQuery(Throwable thrown) {
    return thrown instanceof SparkThrowable spark
        && spark.getCondition() != null
        && !spark.isInternalError();
  }

  /** Without the query's plan or an excerpt of the query, which Spark adds below. */
  private static String firstLine(String message) {
    return message.strip().lines().findFirst().orElse("").replaceAll("[; ]+$", "");
  }

  private void print(List<List<String>> lines) {
    TextTable table = new TextTable(lines.get(0));
    int printed = Math.min(rows, lines.size() - 1);
    lines.subList(1, 1 + printed).forEach(table::row);
    PrintWriter out = spec.commandLine().getOut();
    out.print(table);
    out.flush();
    if (lines.size() - 1 > rows) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("Only the first " + rows + " rows are shown (--rows shows more).");
      err.flush();
    }
  }
}
