package io.quantgrid.jobs.cli;

import static io.quantgrid.jobs.cli.ExpectedViews.mean;
import static io.quantgrid.jobs.cli.ExpectedViews.row;
import static java.util.stream.Collectors.groupingBy;

import io.quantgrid.jobs.table.SampleRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** The views pareto and efficiency by plain loops. */
record ExpectedVariants(
    Map<String, List<SampleRow>> samples,
    List<Map<String, Object>> cells,
    List<Map<String, Object>> variants) {
  List<Map<String, Object>> pareto() {
    Map<Object, Double> scores = new TreeMap<>();
    variants.forEach(
        variant ->
            scores.put(
                variant.get("variant"),
                mean(
                    cells.stream()
                        .filter(cell -> cell.get("variant").equals(variant.get("variant")))
                        .filter(cell -> (Boolean) cell.get("higher_is_better"))
                        .map(cell -> (Double) cell.get("value")))));
    return variants.stream()
        .map(
            variant -> {
              Predicate<Map<String, Object>> same =
                  other -> other.get("model").equals(variant.get("model"));
              Function<Map<String, Object>, Double> recovery = v -> (Double) v.get("recovery");
              Function<Map<String, Object>, Double> score = v -> scores.get(v.get("variant"));
              return row(
                  "variant",
                  variant.get("variant"),
                  "score",
                  score.apply(variant),
                  "model_front_bytes",
                  front(variant, same, "model_bytes", recovery),
                  "model_front_bits",
                  front(variant, same, "bits_per_weight", recovery),
                  "front_bytes",
                  front(variant, v -> true, "model_bytes", score),
                  "front_bits",
                  front(variant, v -> true, "bits_per_weight", score));
            })
        .toList();
  }

  /** Whether no other is as good in one and better in the other. */
  private boolean front(
      Map<String, Object> variant,
      Predicate<Map<String, Object>> among,
      String cost,
      Function<Map<String, Object>, Double> worth) {
    double its = ((Number) variant.get(cost)).doubleValue();
    double gives = worth.apply(variant);
    return variants.stream()
        .filter(among)
        .noneMatch(
            other -> {
              double costs = ((Number) other.get(cost)).doubleValue();
              double worthy = worth.apply(other);
              return costs <= its && worthy >= gives && (costs < its || worthy > gives);
            });
  }

  List<Map<String, Object>> efficiency() {
    Map<Object, List<Map<String, Object>>> byVariant =
        cells.stream().collect(groupingBy(cell -> cell.get("variant")));
    long size =
        variants.stream()
            .filter(v -> (Boolean) v.get("baseline"))
            .mapToLong(v -> (Long) v.get("model_bytes"))
            .sum();
    double rate =
        variants.stream()
            .filter(v -> (Boolean) v.get("baseline"))
            .mapToDouble(v -> rate(byVariant.get(v.get("variant"))))
            .sum();
    return variants.stream()
        .map(
            variant -> {
              List<Map<String, Object>> its = byVariant.get(variant.get("variant"));
              boolean fast = "native".equals(variant.get("compute"));
              return row(
                  "variant",
                  variant.get("variant"),
                  "tokens",
                  tokens(its),
                  "samples_per_second",
                  (Long) variant.get("samples") / seconds(its),
                  "tokens_per_second",
                  rate(its),
                  "bytes_to_baseline",
                  (Long) variant.get("model_bytes") / (double) size,
                  "speedup",
                  fast ? rate(its) / rate : null);
            })
        .toList();
  }

  private long tokens(List<Map<String, Object>> its) {
    return its.stream()
        .flatMap(cell -> samples.getOrDefault(cell.get("cell"), List.of()).stream())
        .mapToLong(row -> row.promptTokens() + row.outputTokens())
        .sum();
  }

  private double seconds(List<Map<String, Object>> its) {
    return its.stream()
        .flatMap(cell -> samples.getOrDefault(cell.get("cell"), List.of()).stream())
        .mapToDouble(SampleRow::seconds)
        .sum();
  }

  private double rate(List<Map<String, Object>> its) {
    return tokens(its) / seconds(its);
  }
}
