package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * What the charts draw and what stands above a cell's samples. Numbers that are not there are left
 * out.
 */
final class PageData {
  private PageData() {}

  /**
   * A variant.
   *
   * @param name format, and method where there is one
   * @param part what of the model is quantized
   * @param kind {@code W4}, {@code W8A8} ...
   * @param low of the interval of recovery
   * @param frontBits whether no other variant of the model has a higher recovery in as few bits
   * @param benchmarks mean recovery over the tasks that are no perplexities
   */
  record Variant(
      String model,
      String name,
      boolean baseline,
      String part,
      String kind,
      int fewest,
      Double bits,
      Long bytes,
      Double recovery,
      Double low,
      Double high,
      String verdict,
      Double perplexity,
      Double benchmarks,
      Double lost,
      Double gained,
      boolean frontBits,
      boolean frontBytes) {}

  /**
   * A cell of a heat map.
   *
   * @param v position of its variant
   * @param t position of its task
   */
  record Cell(
      String id,
      int v,
      int t,
      String kind,
      String metric,
      Double value,
      Double base,
      Double recovery,
      Double low,
      Double high,
      String verdict,
      Long items,
      Long lost,
      Long gained,
      Double p,
      String failure) {}

  record Data(
      List<Variant> variants,
      List<String> tasks,
      List<Cell> cells,
      List<LayerFigures.Model> layers) {}

  static Data of(PageContent content) {
    Map<String, Integer> positions = new HashMap<>();
    List<Variant> variants = new ArrayList<>();
    Map<String, double[]> benchmarks = benchmarks(content.cells());
    for (Row row : content.variants()) {
      positions.put(row.getAs("variant"), variants.size());
      variants.add(variant(row, content.variants(), benchmarks.get(row.<String>getAs("variant"))));
    }
    Map<String, Row> compared = new HashMap<>();
    content.comparisons().forEach(row -> compared.put(row.getAs("cell"), row));
    Map<String, Integer> tasks = new LinkedHashMap<>();
    List<Cell> cells = new ArrayList<>();
    for (Row row : content.cells()) {
      int task = tasks.computeIfAbsent(row.getAs("task"), name -> tasks.size());
      Integer variant = positions.get(row.<String>getAs("variant"));
      if (variant != null) {
        cells.add(cell(row, variant, task, compared.get(row.<String>getAs("cell"))));
      }
    }
    return new Data(
        variants,
        List.copyOf(tasks.keySet()),
        cells,
        LayerFigures.of(content.layers(), variants.stream().map(Variant::model).toList()));
  }

  private static Variant variant(Row row, List<Row> all, double[] benchmarks) {
    What what = What.of(row);
    Long compared = Figures.whole(row, "compared");
    boolean flips = !row.<Boolean>getAs("baseline") && compared != null && compared > 0;
    return new Variant(
        row.getAs("model"),
        Figures.label(row),
        row.getAs("baseline"),
        what.part(),
        what.label(),
        what.bits(),
        Figures.number(row, "bits_per_weight"),
        Figures.whole(row, "model_bytes"),
        Figures.number(row, "recovery"),
        Figures.number(row, "recovery_low"),
        Figures.number(row, "recovery_high"),
        Figures.text(row, "verdict"),
        Figures.number(row, "perplexity"),
        benchmarks == null ? null : benchmarks[0] / benchmarks[1],
        flips ? 100.0 * Figures.whole(row, "lost") / compared : null,
        flips ? 100.0 * Figures.whole(row, "gained") / compared : null,
        Front.holds(row, all, "bits_per_weight"),
        Front.holds(row, all, "model_bytes"));
  }

  /** By variant, sum and count of the recovery over tasks that are no perplexities. */
  private static Map<String, double[]> benchmarks(List<Row> cells) {
    Map<String, double[]> sums = new HashMap<>();
    for (Row cell : cells) {
      Double recovery = Figures.number(cell, "recovery");
      if (recovery != null && !"rolling".equals(cell.getAs("kind"))) {
        double[] sum = sums.computeIfAbsent(cell.<String>getAs("variant"), name -> new double[2]);
        sum[0] += recovery;
        sum[1]++;
      }
    }
    return sums;
  }

  private static Cell cell(Row row, int variant, int task, Row compared) {
    boolean known = compared != null;
    return new Cell(
        row.getAs("cell"),
        variant,
        task,
        row.getAs("kind"),
        Figures.text(row, "main_metric"),
        Figures.number(row, "value"),
        Figures.number(row, "baseline_value"),
        Figures.number(row, "recovery"),
        known ? Figures.number(compared, "recovery_low") : null,
        known ? Figures.number(compared, "recovery_high") : null,
        known ? Figures.text(compared, "verdict") : "",
        Figures.whole(row, "samples"),
        Figures.whole(row, "lost"),
        Figures.whole(row, "gained"),
        known ? Figures.number(compared, "p_holm") : null,
        row.getAs("failure"));
  }
}
