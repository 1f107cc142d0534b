package io.quantgrid.jobs.notebook;

import io.quantgrid.jobs.cli.TextTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Rows that a query gave. Prints as a table; its columns can be drawn. Immutable. */
public final class Answer {
  private static final int MOST_ROWS = 1000;
  private static final String NOTHING = "NULL";

  /** Small numbers of few digits, which people read more easily without the power of ten. */
  private static final Pattern SMALL = Pattern.compile("-?\\d\\.\\d{1,3}E-[4-7]");

  private final List<String> columns;
  private final List<Row> rows; // each column, then each column as text
  private final boolean whole;

  private Answer(List<String> columns, List<Row> rows) {
    this.columns = columns;
    this.whole = rows.size() <= MOST_ROWS;
    this.rows = List.copyOf(whole ? rows : rows.subList(0, MOST_ROWS));
  }

  static Answer to(SparkSession spark, String query) {
    try {
      Dataset<Row> result = spark.sql(query);
      List<String> names = List.copyOf(Arrays.asList(result.columns()));
      String[] places = new String[names.size()]; // names may repeat, or hold dots
      Column[] all = new Column[2 * places.length];
      for (int i = 0; i < places.length; i++) {
        places[i] = "c" + i;
        all[i] = functions.col(places[i]);
        all[places.length + i] = functions.col(places[i]).cast("string");
      }
      Dataset<Row> both = result.toDF(places).select(all);
      return new Answer(names, both.takeAsList(MOST_ROWS + 1));
    } catch (Exception e) { // Scala's checked exceptions, which Java may not name
      if (e instanceof SparkThrowable told
          && told.getCondition() != null
          && !told.isInternalError()) {
        throw new IllegalArgumentException(
            "Cannot run the query: " + e.getMessage().strip().lines().findFirst().orElse(""), e);
      }
      throw new IllegalStateException("Cannot run the query", e);
    }
  }

  /** Names of the columns. */
  public List<String> columns() {
    return columns;
  }

  /** How many rows are here. */
  public int size() {
    return rows.size();
  }

  /**
   * A value as text; {@code NULL} where there is none.
   *
   * @param row from 0
   */
  public String text(int row, String column) {
    return text(rows.get(row), place(column));
  }

  /**
   * A value as a number; empty where there is none.
   *
   * @param row from 0
   * @throws IllegalArgumentException when the column holds no numbers
   */
  public OptionalDouble number(int row, String column) {
    Object value = rows.get(row).get(place(column));
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (value instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    throw new IllegalArgumentException(
        "Cannot take " + column + " as numbers: " + value + " (expected a column of numbers)");
  }

  /**
   * Lines through the rows in the order of {@code x}, one for each value of {@code series}.
   *
   * @throws IllegalArgumentException when there is no such column, or it holds no numbers
   */
  public Chart lines(String x, String y, String series) {
    return chart(Chart.Form.LINES, x, y, series, Optional.empty());
  }

  /**
   * A point a row with a label beside it, in the colour of its {@code series}.
   *
   * @throws IllegalArgumentException when there is no such column, or it holds no numbers
   */
  public Chart points(String x, String y, String series, String label) {
    return chart(Chart.Form.POINTS, x, y, series, Optional.of(label));
  }

  /**
   * Bars of {@code y} at each {@code x}, a name, side by side for each value of {@code series}.
   *
   * @throws IllegalArgumentException when there is no such column, or it holds no numbers
   */
  public Chart bars(String x, String y, String series) {
    return chart(Chart.Form.BARS, x, y, series, Optional.empty());
  }

  private Chart chart(Chart.Form form, String x, String y, String series, Optional<String> label) {
    List<Chart.Mark> marks = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      OptionalDouble across = form == Chart.Form.BARS ? OptionalDouble.of(row) : number(row, x);
      OptionalDouble up = number(row, y);
      if (across.isPresent() && up.isPresent()) {
        String name = form == Chart.Form.BARS ? text(row, x) : "";
        int at = row;
        marks.add(
            new Chart.Mark(
                text(row, series),
                label.map(column -> text(at, column)).orElse(name),
                across.getAsDouble(),
                up.getAsDouble()));
      }
    }
    return new Chart(form, marks, x, y);
  }

  /** One line a value: for texts, which a table has no room for. */
  public String upright() {
    int width = columns.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder out = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      out.append(row == 0 ? "" : "\n");
      for (int c = 0; c < columns.size(); c++) {
        out.append(columns.get(c)).append(" ".repeat(width - columns.get(c).length()));
        String indent = "\n" + " ".repeat(width) + "  | ";
        out.append("  | ").append(text(rows.get(row), c).replace("\n", indent)).append('\n');
      }
    }
    return out + remark();
  }

  /** The rows as a table. */
  @Override
  public String toString() {
    TextTable table = new TextTable(columns);
    for (Row row : rows) {
      List<String> line = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        line.add(text(row, c));
      }
      table.row(line);
    }
    return table + remark();
  }

  private String remark() {
    return whole ? "" : "Only the first " + MOST_ROWS + " rows are here.\n";
  }

  private String text(Row row, int column) {
    int place = columns.size() + column;
    if (row.isNullAt(place)) {
      return NOTHING;
    }
    String text = row.getString(place);
    return row.get(column) instanceof Double && SMALL.matcher(text).matches()
        ? new BigDecimal(text).stripTrailingZeros().toPlainString()
        : text;
  }

  private int place(String column) {
    int place = columns.indexOf(column);
    if (place < 0) {
      throw new IllegalArgumentException(
          "Cannot find column " + column + " (expected one of " + columns + ")");
    }
    return place;
  }
}
