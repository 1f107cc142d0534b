package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;

/** Ranges of weights and inputs by layer, and which layers stand out. */
final class LayerFigures {
  /** Largest channel over the median channel; outlier features are some 20 times larger. */
  private static final double CHANNEL = 20;

  /** Largest magnitude over the median of the same module's layers. */
  private static final double MAGNITUDE = 5;

  /** A median of fewer says nothing. */
  private static final int FEWEST = 3;

  /**
   * A layer.
   *
   * @param most percentile 99.9 of the magnitudes
   * @param channel the largest magnitude over the median column's
   * @param mark whether it stands out
   */
  record Range(Double min, Double max, Double most, Double channel, boolean mark) {}

  record Layer(String name, String module, int block, Range weights, Range inputs) {}

  record Model(String name, List<Layer> layers) {}

  private LayerFigures() {}

  /**
   * By model.
   *
   * @param models in the order of the page; others come after them
   */
  static List<Model> of(List<Row> rows, Collection<String> models) {
    Map<String, List<Row>> byModel = new LinkedHashMap<>();
    models.forEach(model -> byModel.put(model, new ArrayList<>()));
    rows.forEach(
        row -> byModel.computeIfAbsent(row.getAs("model"), name -> new ArrayList<>()).add(row));
    List<Model> out = new ArrayList<>();
    byModel.values().removeIf(List::isEmpty);
    byModel.forEach(
        (model, of) -> {
          Map<String, Double> weights = medians(of, "weight");
          Map<String, Double> inputs = medians(of, "input");
          out.add(
              new Model(
                  model,
                  of.stream()
                      .map(
                          row ->
                              new Layer(
                                  row.getAs("name"),
                                  row.getAs("module"),
                                  row.<Integer>getAs("block"),
                                  range(row, "weight", weights),
                                  Figures.number(row, "input") == null
                                      ? null
                                      : range(row, "input", inputs)))
                      .toList()));
        });
    return out;
  }

  private static Range range(Row row, String of, Map<String, Double> medians) {
    Double largest = Figures.number(row, of);
    Double channel = Figures.number(row, of + "s_channel");
    Double usual = medians.get(row.<String>getAs("module"));
    boolean mark =
        (channel != null && channel >= CHANNEL)
            || (largest != null && usual != null && usual > 0 && largest >= MAGNITUDE * usual);
    return new Range(
        Figures.number(row, of + "s_min"),
        Figures.number(row, of + "s_max"),
        Figures.number(row, of + "s_most"),
        channel,
        mark);
  }

  /** Of the largest magnitudes, by module; none where there are too few layers. */
  private static Map<String, Double> medians(List<Row> rows, String of) {
    Map<String, List<Double>> byModule = new HashMap<>();
    rows.forEach(
        row ->
            byModule
                .computeIfAbsent(row.getAs("module"), name -> new ArrayList<>())
                .add(Figures.number(row, of)));
    Map<String, Double> medians = new HashMap<>();
    byModule.forEach(
        (module, values) -> {
          double[] sorted =
              values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
          Arrays.sort(sorted);
          if (sorted.length >= FEWEST) {
            medians.put(module, sorted[sorted.length / 2]);
          }
        });
    return medians;
  }
}
