package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.export.Csv;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a query, printed. A table is brought to the driver to find the widths of its columns;
 * CSV and JSON go through it partition by partition.
 */
final class SqlResult {
  private static final Map<String, String> KEEP_NULLS = Map.of("ignoreNullFields", "false");

  private final List<String> names;
  private final DataType[] types;
  private final Dataset<Row> rows;

  SqlResult(Dataset<Row> result) {
    this.names = Arrays.asList(result.columns());
    String[] places = new String[names.size()]; // names may repeat, or hold dots
    Arrays.setAll(places, i -> "c" + i);
    this.rows = result.toDF(places);
    this.types = new DataType[places.length];
    Arrays.setAll(types, i -> result.schema().fields()[i].dataType());
  }

  /**
   * Prints columns of text.
   *
   * @param most rows that are shown
   * @return whether there are more
   */
  boolean table(PrintWriter out, int most) {
    List<Row> found = texts(i -> column(i).cast("string")).takeAsList(most + 1);
    TextTable table = new TextTable(names);
    for (Row row : found.subList(0, Math.min(most, found.size()))) {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        line.add(row.isNullAt(i) ? "NULL" : row.getString(i));
      }
      table.row(line);
    }
    out.print(table);
    return found.size() > most;
  }

  /** Prints comma-separated values; what has parts is in JSON. */
  boolean csv(PrintWriter out, int most) throws IOException {
    Iterator<Row> found =
        texts(i -> hasParts(types[i]) ? functions.to_json(column(i)) : column(i).cast("string"))
            .toLocalIterator();
    boolean any = found.hasNext(); // what is wrong is told before anything is printed
    CSVPrinter csv = new CSVPrinter(out, Csv.FORMAT);
    csv.printRecord(names.stream().map(Csv::inert));
    int printed = 0;
    for (; any && printed < most && found.hasNext(); printed++) {
      Row row = found.next();
      for (int i = 0; i < names.size(); i++) {
        csv.print(row.isNullAt(i) ? null : Csv.inert(row.getString(i)));
      }
      csv.println();
    }
    return found.hasNext();
  }

  /** Prints an object a line. */
  boolean json(PrintWriter out, int most) {
    Set<String> seen = new HashSet<>();
    Column[] named = new Column[names.size()];
    for (int i = 0; i < named.length; i++) {
      if (!seen.add(names.get(i))) {
        throw new InputException(
            "Cannot print JSON: two columns are named "
                + names.get(i)
                + " (expected names that differ; AS gives one)");
      }
      named[i] = column(i).as(names.get(i));
    }
    Iterator<Row> found =
        rows.select(functions.to_json(functions.struct(named), KEEP_NULLS)).toLocalIterator();
    for (int printed = 0; printed < most && found.hasNext(); printed++) {
      out.println(found.next().getString(0));
    }
    return found.hasNext();
  }

  private Column column(int i) {
    return functions.col("c" + i);
  }

  private Dataset<Row> texts(java.util.function.IntFunction<Column> text) {
    Column[] texts = new Column[names.size()];
    Arrays.setAll(texts, i -> text.apply(i).as("t" + i));
    return rows.select(texts);
  }

  private static boolean hasParts(DataType type) {
    return type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
  }
}
