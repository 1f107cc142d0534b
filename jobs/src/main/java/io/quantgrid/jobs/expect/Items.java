package io.quantgrid.jobs.expect;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Observations;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was judged of the items of one cell, in the order of their documents. */
record Items(List<Judged> all) {
  /**
   * One item.
   *
   * @param flip empty where nothing was compared
   */
  record Judged(
      long docId,
      Map<String, Double> metrics,
      Map<String, List<Double>> statistics,
      long words,
      long bytes,
      Optional<String> flip) {}

  /** The figure of a metric over items drawn by position; NaN where none has it. */
  double metric(MetricSpec spec, int[] drawn) {
    Aggregation aggregation = Aggregation.named(spec.aggregation());
    List<Judged> items =
        Arrays.stream(drawn)
            .mapToObj(all::get)
            .filter(item -> item.metrics().containsKey(spec.key()))
            .toList();
    return aggregation.value(
        new Observations(
            items.stream().mapToDouble(item -> item.metrics().get(spec.key())).toArray(),
            items.stream().mapToLong(item -> weight(spec, item)).toArray(),
            items.stream()
                .filter(item -> aggregation.ofCorpus())
                .map(item -> item.statistics().getOrDefault(spec.key(), List.of()))
                .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new)));
  }

  private static long weight(MetricSpec spec, Judged item) {
    return switch (spec.weight()) {
      case "words" -> item.words();
      case "bytes" -> item.bytes();
      default -> 1;
    };
  }

  /** Percent of the compared items whose correctness changed; NaN where none was compared. */
  double flips(int[] drawn) {
    long compared = 0;
    long changed = 0;
    for (int at : drawn) {
      Optional<String> flip = all.get(at).flip();
      compared += flip.isPresent() ? 1 : 0;
      changed += flip.filter(text -> !text.equals("none")).isPresent() ? 1 : 0;
    }
    return compared == 0 ? Double.NaN : 100.0 * changed / compared;
  }
}
