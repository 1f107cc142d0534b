package io.quantgrid.jobs.report;

import java.util.Locale;
import org.apache.spark.sql.Row;

/** Numbers as the page shows them. A column that a table does not have reads as null. */
final class Figures {
  private static final String NONE = "–";

  private Figures() {}

  /** The value of a column, null where it is null, not a number, or there is no such column. */
  static Double number(Row row, String column) {
    Object value = any(row, column);
    if (!(value instanceof Number number)) {
      return null;
    }
    double exact = number.doubleValue();
    return Double.isFinite(exact) ? exact : null;
  }

  static Long whole(Row row, String column) {
    return any(row, column) instanceof Number number ? number.longValue() : null;
  }

  /** Text, empty where there is none. */
  static String text(Row row, String column) {
    Object value = any(row, column);
    return value == null ? "" : value.toString();
  }

  private static Object any(Row row, String column) {
    return row.schema().getFieldIndex(column).isDefined() ? row.getAs(column) : null;
  }

  static String of(Row row, String column, int digits) {
    return of(number(row, column), digits);
  }

  static String of(Double value, int digits) {
    return value == null || !Double.isFinite(value)
        ? NONE
        : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  static String bytes(Long bytes) {
    if (bytes == null) {
      return NONE;
    }
    return bytes >= 1L << 30
        ? String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30))
        : String.format(Locale.ROOT, "%.2f MiB", bytes / (double) (1L << 20));
  }

  /** {@code 1 task}, {@code 3 tasks}. */
  static String count(long n, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
  }

  /** {@code (98.1 to 99.6)}, or nothing where the interval is not known. */
  static String interval(Row row, String low, String high, int digits) {
    Double from = number(row, low);
    Double to = number(row, high);
    return from == null || to == null
        ? ""
        : String.format(Locale.ROOT, " (%s to %s)", of(from, digits), of(to, digits));
  }

  /** Format, and method where there is one. */
  static String label(Row row) {
    String method = method(row);
    return method.isEmpty() ? row.getAs("format") : row.getAs("format") + " · " + method;
  }

  /** Empty where there is none; with the calibration where others differ by that alone. */
  static String method(Row row) {
    String method = row.getAs("method");
    Long calibrations = whole(row, "calibrations");
    boolean several = calibrations != null && calibrations > 1;
    return ("none".equals(method) ? "" : method)
        + (several ? " · " + text(row, "calibration") : "");
  }
}
