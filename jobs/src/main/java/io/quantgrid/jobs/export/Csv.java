package io.quantgrid.jobs.export;

import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;

/**
 * Comma-separated values (RFC 4180 with lines that end in a line feed) that a spreadsheet shows and
 * does not compute: what it would take for a formula has an apostrophe before it, unless it is a
 * number. Absent values are empty.
 */
public final class Csv {
  /** How values are separated and quoted. */
  public static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setNullString("").get();

  /** What spreadsheets take for the beginning of a formula. */
  static final Pattern FORMULA = Pattern.compile("[=+\\-@\\t\\r\\n＝＋－＠]");

  static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|-Infinity");

  private Csv() {}

  /** The text as a cell that is not computed. */
  public static String inert(String text) {
    return FORMULA.matcher(text).lookingAt() && !NUMBER.matcher(text).matches() ? "'" + text : text;
  }
}
