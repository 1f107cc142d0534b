package io.quantgrid.jobs.report;

import java.util.Locale;
import org.apache.spark.sql.Row;

/** Numbers as the page shows them. */
final class Figures {
  private Figures() {}

  static String of(Row row, String column, int digits) {
    return of(row.<Double>getAs(column), digits);
  }

  static String of(Double value, int digits) {
    return value == null ? "–" : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  static String bytes(Long bytes) {
    if (bytes == null) {
      return "–";
    }
    return bytes >= 1L << 30
        ? String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30))
        : String.format(Locale.ROOT, "%.2f MiB", bytes / (double) (1L << 20));
  }

  /** Format, and method where there is one. */
  static String label(Row row) {
    String method = row.getAs("method");
    return "none".equals(method) ? row.getAs("format") : row.getAs("format") + " · " + method;
  }
}
