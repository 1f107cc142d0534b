package io.quantgrid.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/** What a run ends with: one line per variant. */
final class SummaryTable {
  private SummaryTable() {}

  /**
   * @param variants rows of {@link io.quantgrid.jobs.analyse.VariantTable}
   */
  static String of(List<Row> variants) {
    TreeSet<String> types = new TreeSet<>();
    variants.forEach(row -> types.addAll(recoveries(row).keySet()));
    boolean calibrations =
        variants.stream()
                .map(row -> row.<String>getAs("calibration"))
                .filter(Objects::nonNull)
                .distinct()
                .count()
            > 1;
    List<String> header = new ArrayList<>(List.of("model", "format", "method"));
    if (calibrations) {
      header.add("calibration");
    }
    header.add("bits/weight");
    header.addAll(types);
    header.addAll(List.of("perplexity", "flips %", "KL", "samples/s", "compute"));
    TextTable table = new TextTable(header);
    for (Row row : variants) {
      List<String> cells = new ArrayList<>();
      cells.add(row.getAs("model"));
      cells.add(row.getAs("format"));
      cells.add(row.getAs("method"));
      if (calibrations) {
        cells.add(text(row.getAs("calibration")));
      }
      cells.add(number(row, "bits_per_weight", 2));
      Map<String, Double> recoveries = recoveries(row);
      types.forEach(type -> cells.add(number(recoveries.get(type), 1)));
      cells.add(number(row, "perplexity", 2));
      cells.add(number(row, "flips", 1));
      cells.add(number(row, "kl_mean", 4));
      cells.add(number(row, "samples_per_second", 0));
      cells.add(row.<Long>getAs("cells_failed") > 0 ? "FAILED" : text(row.getAs("compute")));
      table.row(cells);
    }
    return table
        + "\nPer task type: recovery, % of the baseline. Flips: % of items whose correctness changed. KL: to the baseline, nats per"
        + " token, a lower bound from its top k.\nsamples/s is the evaluation's own rate per task slot; with simulated compute it says"
        + " nothing about serving.\n";
  }

  private static Map<String, Double> recoveries(Row row) {
    return row.getJavaMap(row.fieldIndex("recovery_by_type"));
  }

  private static String text(String value) {
    return value == null ? "-" : value;
  }

  private static String number(Row row, String column, int digits) {
    return number(row.<Double>getAs(column), digits);
  }

  private static String number(Double value, int digits) {
    return value == null ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
