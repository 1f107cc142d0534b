package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/** What the figures say, in words. */
final class Sentences {
  /**
   * A variant that keeps this much of the baseline's score on average is called all but lossless.
   */
  private static final double LOSSLESS = 99;

  private Sentences() {}

  static String facts(List<Row> cells, List<Row> variants) {
    long samples = cells.stream().mapToLong(cell -> cell.<Long>getAs("samples")).sum();
    LinkedHashSet<String> models = new LinkedHashSet<>();
    LinkedHashSet<String> tasks = new LinkedHashSet<>();
    cells.forEach(
        cell -> {
          models.add(cell.getAs("model"));
          tasks.add(cell.getAs("task"));
        });
    return String.format(
        Locale.ROOT,
        "%s, %s, %s, %,d evaluated samples",
        count(models.size(), "model"),
        count(variants.size(), "variant"),
        count(tasks.size(), "task"),
        samples);
  }

  private static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  static List<String> of(List<Row> cells, List<Row> variants) {
    List<String> out = new ArrayList<>();
    LinkedHashSet<String> models = new LinkedHashSet<>();
    variants.forEach(row -> models.add(row.getAs("model")));
    for (String model : models) {
      List<Row> quantized =
          variants.stream()
              .filter(row -> row.getAs("model").equals(model) && !row.<Boolean>getAs("baseline"))
              .filter(row -> row.getAs("recovery") != null)
              .toList();
      if (!quantized.isEmpty()) {
        out.add(model(model, quantized));
      }
    }
    long failed = cells.stream().filter(cell -> cell.getAs("failure") != null).count();
    if (failed > 0) {
      out.add(
          count((int) failed, "cell")
              + " failed; the reasons stand below. Their figures are missing from every mean.");
    }
    if (out.isEmpty()) {
      out.add("There is nothing to compare: no quantized variant has finished.");
    }
    return out;
  }

  private static String model(String model, List<Row> quantized) {
    Row smallest = null;
    Row worst = quantized.get(0);
    for (Row row : quantized) {
      if (recovery(row) >= LOSSLESS && (smallest == null || bytes(row) < bytes(smallest))) {
        smallest = row;
      }
      if (recovery(row) < recovery(worst)) {
        worst = row;
      }
    }
    String best =
        smallest == null
            ? "no variant keeps 99 % of the baseline"
            : String.format(
                Locale.ROOT,
                "the smallest variant that keeps 99 %% of the baseline is %s (%s; recovery %.1f %%)",
                Figures.label(smallest),
                Figures.bytes(smallest.getAs("model_bytes")),
                recovery(smallest));
    return String.format(
        Locale.ROOT,
        "%s: %s; the most is lost by %s (recovery %.1f %%).",
        model,
        best,
        Figures.label(worst),
        recovery(worst));
  }

  private static double recovery(Row row) {
    return row.<Double>getAs("recovery");
  }

  private static long bytes(Row row) {
    Long bytes = row.getAs("model_bytes");
    return bytes == null ? Long.MAX_VALUE : bytes;
  }
}
