package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * What can be asked of an output folder in SQL: the tables that a sweep leaves, and views over them
 * that answer what is asked most; docs/analysis.md says what their columns mean. A view is one
 * SELECT in a file of its own, in what Spark SQL and DuckDB both run.
 */
public final class Views {
  /** The views, each over tables alone. */
  public static final List<String> NAMES =
      List.of(
          "recovery",
          "flips",
          "paired",
          "divergence",
          "calibration_matrix",
          "pareto",
          "correlation",
          "rank_stability",
          "by_category",
          "texts",
          "failures",
          "efficiency");

  private static final Pattern WORDS = Pattern.compile("\\W+");

  private Views() {}

  /** Registers all tables, empty where the sweep left none, and all views. */
  public static void register(SparkSession spark, OutputFolder output) throws IOException {
    register(spark, output, NAMES);
  }

  /** As {@link #register(SparkSession, OutputFolder)}, without views that a query does not name. */
  public static void registerFor(String query, SparkSession spark, OutputFolder output)
      throws IOException {
    Set<String> words = Set.copyOf(Arrays.asList(WORDS.split(query.toLowerCase(Locale.ROOT))));
    boolean reads = words.contains("from"); // SHOW VIEWS does not
    register(spark, output, NAMES.stream().filter(name -> !reads || words.contains(name)).toList());
  }

  private static void register(SparkSession spark, OutputFolder output, List<String> views)
      throws IOException {
    for (BaseTable table : BaseTable.values()) {
      table(spark, output, table).createOrReplaceTempView(table.title());
    }
    for (String name : views) {
      spark.sql(statement(name)).createOrReplaceTempView(name);
    }
  }

  /**
   * The SELECT of a view.
   *
   * @param name one of {@link #NAMES}
   */
  public static String statement(String name) {
    try (InputStream sql = Views.class.getResourceAsStream("views/" + name + ".sql")) {
      if (sql == null) {
        throw new IllegalArgumentException(
            "Cannot read view: " + name + " (expected one of " + String.join(", ", NAMES) + ")");
      }
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read view " + name + " (expected a resource)", e);
    }
  }

  /** The samples table as published, model and task from the folder names. */
  public static Dataset<Row> samples(SparkSession spark, OutputFolder output) throws IOException {
    return table(spark, output, BaseTable.SAMPLES);
  }

  /** A table with all columns of its schema, and whatever else its files have. */
  public static Dataset<Row> table(SparkSession spark, OutputFolder output, BaseTable table)
      throws IOException {
    String[] files = table.files(output).toArray(String[]::new);
    if (files.length == 0) {
      return spark.createDataFrame(List.of(), table.schema());
    }
    return switch (table) {
      case SAMPLES ->
          spark
              .read()
              .schema(table.schema())
              .option("basePath", output.uri("samples"))
              .parquet(files);
      case LAYERS -> spark.read().schema(table.schema()).parquet(files);
      default -> whole(spark.read().parquet(files), table);
    };
  }

  private static Dataset<Row> whole(Dataset<Row> found, BaseTable table) {
    Set<String> there = Set.copyOf(Arrays.asList(found.columns()));
    List<Column> columns = new ArrayList<>();
    for (StructField field : table.schema().fields()) {
      columns.add(
          there.contains(field.name())
              ? col(field.name())
              : lit(null).cast(field.dataType()).as(field.name()));
    }
    Set<String> known = Set.of(table.schema().fieldNames());
    Arrays.stream(found.columns())
        .filter(name -> !known.contains(name))
        .map(functions::col)
        .forEach(columns::add);
    return found.select(columns.toArray(Column[]::new));
  }
}
