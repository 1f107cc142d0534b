package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** The page's plain tables as lists of maps for the template. */
final class Tables {
  static final List<String> COLUMNS =
      List.of(
          "bits / weight",
          "model size",
          "recovery %",
          "95 % interval",
          "on the front",
          "perplexity",
          "flips %",
          "KL",
          "top-1 same %",
          "samples",
          "samples / s",
          "compute");

  private static final int MOST_LAYERS = 300;

  private Tables() {}

  static List<Map<String, Object>> failures(List<Row> cells) {
    List<Map<String, Object>> out = new ArrayList<>();
    for (Row cell : cells) {
      String failure = cell.getAs("failure");
      if (failure != null) {
        String calibration = Figures.text(cell, "calibration");
        String method = cell.getAs("method");
        out.add(
            Map.of(
                "model", cell.getAs("model"),
                "format", cell.getAs("format"),
                "method", calibration.isEmpty() ? method : method + " · " + calibration,
                "task", cell.getAs("task"),
                "reason", failure));
      }
    }
    return out;
  }

  static List<Map<String, Object>> variants(List<Row> variants) {
    List<Map<String, Object>> out = new ArrayList<>();
    for (Row row : variants) {
      Double agreement = Figures.number(row, "top1_agreement");
      String compute = Figures.text(row, "compute");
      String interval = Figures.interval(row, "recovery_low", "recovery_high", 1);
      boolean bits = Front.holds(row, variants, "bits_per_weight");
      boolean bytes = Front.holds(row, variants, "model_bytes");
      out.add(
          Map.of(
              "model",
              row.getAs("model"),
              "name",
              Figures.label(row),
              "figures",
              List.of(
                  Figures.of(row, "bits_per_weight", 2),
                  Figures.bytes(Figures.whole(row, "model_bytes")),
                  Figures.of(row, "recovery", 1),
                  interval.isEmpty() ? "–" : interval.replaceAll("^ \\(|\\)$", ""),
                  bits ? (bytes ? "bits, bytes" : "bits") : bytes ? "bytes" : "–",
                  Figures.of(row, "perplexity", 2),
                  Figures.of(row, "flips", 1),
                  Figures.of(row, "kl_mean", 4),
                  Figures.of(agreement == null ? null : 100 * agreement, 1),
                  String.format(Locale.ROOT, "%,d", row.<Long>getAs("samples")),
                  Figures.of(row, "samples_per_second", 0),
                  compute.isEmpty() ? "–" : compute)));
    }
    return out;
  }

  /** Recovery by what is quantized to how many bits, over all models and recipes. */
  static List<Map<String, Object>> bits(List<PageData.Variant> variants) {
    Map<String, List<PageData.Variant>> kinds = new TreeMap<>();
    for (PageData.Variant variant : variants) {
      if (variant.recovery() != null && !variant.kind().isEmpty()) {
        kinds
            .computeIfAbsent(
                variant.part() + "\n" + (100 - variant.fewest()) + variant.kind(),
                kind -> new ArrayList<>())
            .add(variant);
      }
    }
    List<Map<String, Object>> out = new ArrayList<>();
    for (List<PageData.Variant> of : kinds.values()) {
      PageData.Variant best =
          of.stream().max(Comparator.comparing(PageData.Variant::recovery)).orElseThrow();
      PageData.Variant worst =
          of.stream().min(Comparator.comparing(PageData.Variant::recovery)).orElseThrow();
      double mean = of.stream().mapToDouble(PageData.Variant::recovery).average().orElseThrow();
      out.add(
          Map.of(
              "part", best.part(),
              "kind", best.kind(),
              "variants", of.size(),
              "mean", Figures.of(mean, 1),
              "best", Figures.of(best.recovery(), 1),
              "bestName", best.model() + ", " + best.name(),
              "worst", Figures.of(worst.recovery(), 1)));
    }
    return out;
  }

  /** The layers; only those that stand out where there are too many to read. */
  static List<Map<String, Object>> layers(LayerFigures.Model model) {
    List<Map<String, Object>> out = new ArrayList<>();
    boolean all = model.layers().size() <= MOST_LAYERS;
    for (LayerFigures.Layer layer : model.layers()) {
      if (out.size() < MOST_LAYERS && (all || marked(layer))) {
        out.add(
            Map.of(
                "name", layer.name(),
                "weights", range(layer.weights()),
                "inputs", range(layer.inputs()),
                "mark", marked(layer)));
      }
    }
    return out;
  }

  static boolean marked(LayerFigures.Layer layer) {
    return layer.weights().mark() || (layer.inputs() != null && layer.inputs().mark());
  }

  private static List<String> range(LayerFigures.Range range) {
    return range == null
        ? List.of("–", "–", "–")
        : List.of(
            Figures.of(range.min(), 3) + " to " + Figures.of(range.max(), 3),
            Figures.of(range.most(), 3),
            Figures.of(range.channel(), 1) + (range.mark() ? " ◆" : ""));
  }
}
