package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.analyse.ViewScript;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sql OUT "SELECT ..."}: Spark SQL over a sweep's tables and views. */
@Command(
    name = "sql",
    description = {
      "Runs Spark SQL over the tables and views of an output folder.",
      "Tables: samples, cells, variants, comparisons, layers, judgements.",
      "Views: recovery, flips, paired, divergence, calibration_matrix, pareto, correlation,"
          + " rank_stability, by_category, texts, failures, efficiency."
    },
    mixinStandardHelpOptions = true)
final class SqlCommand implements java.util.concurrent.Callable<Integer> {
  private static final int ROWS_OF_TABLE = 1000;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "QUERY",
      description = "A SQL query, in quotes.")
  private Optional<String> query = Optional.empty();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, csv or json: an object a line (default: ${DEFAULT-VALUE}).")
  private SqlFormat format;

  @Option(
      names = "--rows",
      description = "Most rows printed (default: " + ROWS_OF_TABLE + " of a table, else all).")
  private Optional<Integer> rows = Optional.empty();

  @Option(
      names = "--views",
      description = "Print statements that make the tables and views known to another program.")
  private boolean views;

  @Option(
      names = "--for",
      defaultValue = "spark",
      description = "Whose statements --views prints: spark or duckdb (default: ${DEFAULT-VALUE}).")
  private ViewScript script;

  @Override
  public Integer call() throws Exception {
    if (rows.orElse(1) < 1) {
      throw new InputException("Cannot print rows: --rows " + rows.get() + " (expected 1 or more)");
    }
    if (views == query.isPresent()) {
      throw new InputException(
          views
              ? "Cannot run a query with --views (expected one of the two)"
              : "Cannot run: no query (expected a SELECT in quotes, or --views)");
    }
    return views ? statements() : rows();
  }

  private int statements() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    OutputFolder folder = Outputs.existing(new Configuration(), output);
    script.statements(folder).forEach(statement -> out.println(statement + ";\n"));
    out.flush();
    return Quantgrid.DONE;
  }

  private int rows() throws IOException {
    try (Session session = Session.open("sql", 1)) {
      SparkSession spark = session.spark();
      Views.registerFor(
          query.orElseThrow(),
          spark,
          Outputs.existing(spark.sparkContext().hadoopConfiguration(), output));
      spark.sparkContext().setLogLevel("OFF"); // what fails is told below, once
      try {
        print(spark);
      } finally {
        spark.sparkContext().setLogLevel("WARN");
      }
      return Quantgrid.DONE;
    }
  }

  private void print(SparkSession spark) {
    PrintWriter out = spec.commandLine().getOut();
    boolean more;
    int most = rows.orElse(format == SqlFormat.TABLE ? ROWS_OF_TABLE : Integer.MAX_VALUE);
    try {
      SqlResult result = new SqlResult(spark.sql(query.orElseThrow()));
      more =
          switch (format) {
            case TABLE -> result.table(out, most);
            case CSV -> result.csv(out, most);
            case JSON -> result.json(out, most);
          };
    } catch (InputException e) {
      throw e;
    } catch (Exception e) { // Scala's checked exceptions, which Java may not name
      throw isAboutQuery(e)
          ? new InputException("Cannot run the query: " + firstLine(e.getMessage()))
          : new IllegalStateException("Cannot run the query", e);
    }
    out.flush();
    if (more) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("Only the first " + most + " rows are shown (--rows shows more).");
      err.flush();
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
}
