package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.spark.sql.Row;

/** What the figures say, in words. */
final class Sentences {
  /**
   * A variant that keeps this much of the baseline's score on average is called all but lossless.
   */
  private static final double LOSSLESS = 99;

  /** A rank correlation over fewer variants says little. */
  private static final int FEWEST = 4;

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
        Figures.count(models.size(), "model"),
        Figures.count(variants.size(), "variant"),
        Figures.count(tasks.size(), "task"),
        samples);
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
          Figures.count(failed, "cell")
              + " failed; the reasons stand below. Their figures are missing from every mean.");
    }
    long partial = cells.stream().filter(cell -> "partial".equals(cell.getAs("status"))).count();
    if (partial > 0) {
      out.add(
          Figures.count(partial, "cell")
              + (partial == 1 ? " is" : " are")
              + " not finished; figures are of the items that are there.");
    }
    if (cells.isEmpty()) {
      out.add("The sweep has no cells: nothing was planned, so there is nothing to compare.");
    } else if (out.size() == (failed > 0 ? 1 : 0) + (partial > 0 ? 1 : 0)) {
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
                "the smallest variant that keeps 99 %% of the baseline is %s, %s, recovery %.1f %%%s",
                Figures.label(smallest),
                Figures.bytes(smallest.getAs("model_bytes")),
                recovery(smallest),
                Figures.interval(smallest, "recovery_low", "recovery_high", 1));
    return String.format(
        Locale.ROOT,
        "%s: %s; the most is lost by %s (recovery %.1f %%).",
        model,
        best,
        Figures.label(worst),
        recovery(worst));
  }

  /** How perplexity and benchmarks go together, per model with enough variants to say. */
  static List<String> correlations(List<PageData.Variant> variants) {
    List<String> out = new ArrayList<>();
    LinkedHashSet<String> models = new LinkedHashSet<>();
    variants.forEach(variant -> models.add(variant.model()));
    for (String model : models) {
      List<PageData.Variant> known =
          variants.stream()
              .filter(variant -> variant.model().equals(model))
              .filter(variant -> variant.perplexity() != null && variant.benchmarks() != null)
              .toList();
      double[] perplexity = known.stream().mapToDouble(PageData.Variant::perplexity).toArray();
      double[] benchmarks = known.stream().mapToDouble(PageData.Variant::benchmarks).toArray();
      if (known.size() >= FEWEST) {
        double rho = new SpearmansCorrelation().correlation(perplexity, benchmarks);
        if (!Double.isNaN(rho)) {
          out.add(
              String.format(
                  Locale.ROOT,
                  "%s: rank correlation of perplexity and mean recovery %.2f over %d variants (-1: perplexity ranks them as the benchmarks do).",
                  model,
                  rho,
                  known.size()));
        }
      }
    }
    return out;
  }

  private static double recovery(Row row) {
    return row.<Double>getAs("recovery");
  }

  private static long bytes(Row row) {
    Long bytes = row.getAs("model_bytes");
    return bytes == null ? Long.MAX_VALUE : bytes;
  }
}
