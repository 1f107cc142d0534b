package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.table.SampleRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Views by plain loops over the rows of the sample files and of the tables. Rows have the columns
 * that a view computes and those that tell them apart.
 */
record ExpectedViews(
    Map<String, List<SampleRow>> samples,
    List<Map<String, Object>> cells,
    List<Map<String, Object>> variants,
    List<Map<String, Object>> comparisons) {
  List<Map<String, Object>> of(String view) {
    return switch (view) {
      case "recovery" -> recovery();
      case "flips" -> flips();
      case "paired" -> paired();
      case "divergence" -> divergence();
      case "calibration_matrix" -> calibrationMatrix();
      case "pareto" -> new ExpectedVariants(samples, cells, variants).pareto();
      case "correlation" -> new ExpectedRanks(cells, variants).correlation();
      case "rank_stability" -> new ExpectedRanks(cells, variants).rankStability();
      case "by_category" -> new ExpectedCategories(cells, samples).rows();
      case "texts" -> texts();
      case "failures" -> failures();
      case "efficiency" -> new ExpectedVariants(samples, cells, variants).efficiency();
      default -> throw new IllegalArgumentException(view);
    };
  }

  private Stream<Map<String, Object>> compared() {
    return cells.stream().filter(cell -> !(Boolean) cell.get("baseline"));
  }

  private List<SampleRow> rows(Map<String, Object> cell) {
    return samples.getOrDefault(cell.get("cell"), List.of());
  }

  private SampleRow baseline(Map<String, Object> cell, SampleRow row) {
    return samples.get(cell.get("baseline_cell")).stream()
        .filter(other -> other.docId() == row.docId() && other.repeat() == row.repeat())
        .findFirst()
        .orElseThrow();
  }

  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  static Double mean(Stream<Double> values) {
    double[] known = values.filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
    return known.length == 0 ? null : Arrays.stream(known).sum() / known.length;
  }

  private List<Map<String, Object>> recovery() {
    return compared()
        .map(
            cell -> {
              Map<String, Object> with =
                  comparisons.stream()
                      .filter(row -> row.get("cell").equals(cell.get("cell")))
                      .findFirst()
                      .orElse(Map.of());
              Map<String, Object> row = row("cell", cell.get("cell"));
              for (String name : List.of("task", "value", "baseline_value", "recovery", "flips")) {
                row.put(name, cell.get(name));
              }
              for (String name : List.of("pairs", "recovery_low", "p_holm", "verdict")) {
                row.put(name, with.get(name));
              }
              return row;
            })
        .toList();
  }

  private List<Map<String, Object>> flips() {
    List<Map<String, Object>> found = new ArrayList<>();
    compared()
        .forEach(
            cell ->
                rows(cell).stream()
                    .filter(row -> "gained".equals(row.flip()) || "lost".equals(row.flip()))
                    .forEach(
                        row -> {
                          SampleRow before = baseline(cell, row);
                          found.add(
                              row(
                                  "cell",
                                  row.cell(),
                                  "doc_id",
                                  row.docId(),
                                  "flip",
                                  row.flip(),
                                  "target",
                                  row.target(),
                                  "predicted",
                                  row.predicted(),
                                  "baseline_predicted",
                                  before.predicted(),
                                  "output",
                                  row.output(),
                                  "baseline_output",
                                  before.output(),
                                  "probability",
                                  row.probability(),
                                  "baseline_probability",
                                  before.probability(),
                                  "kl_mean",
                                  row.klMean()));
                        }));
    return found;
  }

  private List<Map<String, Object>> paired() {
    List<Map<String, Object>> found = new ArrayList<>();
    compared()
        .forEach(
            cell -> {
              long[][] counts = new long[2][2];
              for (SampleRow row : rows(cell)) {
                Boolean before = baseline(cell, row).correct();
                if (row.correct() != null && before != null) {
                  counts[row.correct() ? 1 : 0][before ? 1 : 0]++;
                }
              }
              long pairs = counts[0][0] + counts[0][1] + counts[1][0] + counts[1][1];
              if (pairs > 0) {
                long discordant = counts[0][1] + counts[1][0];
                found.add(
                    row(
                        "cell",
                        cell.get("cell"),
                        "pairs",
                        pairs,
                        "both_right",
                        counts[1][1],
                        "lost",
                        counts[0][1],
                        "gained",
                        counts[1][0],
                        "both_wrong",
                        counts[0][0],
                        "discordant",
                        discordant,
                        "flips",
                        100.0 * discordant / pairs));
              }
            });
    return found;
  }

  private List<Map<String, Object>> divergence() {
    List<Map<String, Object>> found = new ArrayList<>();
    compared()
        .forEach(
            cell -> {
              List<SampleRow> its =
                  rows(cell).stream().filter(row -> row.klMean() != null).toList();
              if (its.isEmpty()) {
                return;
              }
              double[] kl = its.stream().mapToDouble(SampleRow::klMean).sorted().toArray();
              List<Double> moved =
                  its.stream()
                      .filter(row -> row.probability() != null)
                      .map(row -> row.probability() - baseline(cell, row).probability())
                      .toList();
              Double squares = mean(moved.stream().map(change -> change * change));
              found.add(
                  row(
                      "cell",
                      cell.get("cell"),
                      "items",
                      (long) kl.length,
                      "kl_mean",
                      mean(Arrays.stream(kl).boxed()),
                      "kl_max",
                      its.stream().mapToDouble(SampleRow::klMax).max().orElseThrow(),
                      "kl_p999",
                      percentile(kl, 0.999),
                      "kl_p99",
                      percentile(kl, 0.99),
                      "kl_p95",
                      percentile(kl, 0.95),
                      "kl_p50",
                      percentile(kl, 0.5),
                      "kl_p05",
                      percentile(kl, 0.05),
                      "kl_p01",
                      percentile(kl, 0.01),
                      "top1_agreement",
                      mean(its.stream().map(SampleRow::top1Agreement)),
                      "probability_change",
                      mean(moved.stream()),
                      "probability_rms",
                      squares == null ? null : Math.sqrt(squares)));
            });
    return found;
  }

  /** Linear between the two nearest of sorted values. */
  private static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private List<Map<String, Object>> calibrationMatrix() {
    return compared()
        .map(
            cell -> {
              List<Double> all =
                  compared()
                      .filter(
                          other ->
                              Stream.of("model", "format", "method", "task")
                                  .allMatch(name -> other.get(name).equals(cell.get(name))))
                      .map(other -> (Double) other.get("recovery"))
                      .toList();
              Double recovery = (Double) cell.get("recovery");
              return row(
                  "cell",
                  cell.get("cell"),
                  "calibration",
                  Objects.requireNonNullElse(cell.get("calibration"), "none"),
                  "calibrations",
                  (long) all.size(),
                  "above_mean",
                  recovery == null ? null : recovery - mean(all.stream()),
                  "place",
                  recovery == null
                      ? null
                      : 1 + (int) all.stream().filter(r -> r != null && r > recovery).count());
            })
        .toList();
  }

  private List<Map<String, Object>> texts() {
    return cells.stream()
        .filter(cell -> cell.get("kind").equals("generate"))
        .map(
            cell -> {
              List<SampleRow> its = rows(cell);
              List<SampleRow> before = samples.get(cell.get("baseline_cell"));
              Map<String, Object> row = row("cell", cell.get("cell"), "texts", (long) its.size());
              for (String key :
                  List.of(
                      "exact",
                      "rouge_1",
                      "rouge_2",
                      "rouge_l",
                      "chrf",
                      "bleu",
                      "edit",
                      "common_prefix",
                      "common_prefix_share")) {
                row.put(key, mean(its.stream().map(r -> r.similarity().get(key))));
              }
              for (String key : List.of("repeated_tokens", "repeated_sentences", "refusal")) {
                String name = key.equals("refusal") ? "refusals" : key;
                row.put(name, mean(its.stream().map(r -> r.text().get(key))));
                row.put("baseline_" + name, mean(before.stream().map(r -> r.text().get(key))));
              }
              row.put("output_tokens", mean(its.stream().map(r -> (double) r.outputTokens())));
              row.put(
                  "baseline_output_tokens",
                  mean(before.stream().map(r -> (double) r.outputTokens())));
              return row;
            })
        .toList();
  }

  private List<Map<String, Object>> failures() {
    return cells.stream()
        .filter(cell -> cell.get("failure") != null)
        .map(
            cell ->
                row(
                    "cell",
                    cell.get("cell"),
                    "status",
                    "failed",
                    "failure",
                    cell.get("failure"),
                    "missing",
                    (Long) cell.get("expected_samples") - rows(cell).size()))
        .toList();
  }
}
