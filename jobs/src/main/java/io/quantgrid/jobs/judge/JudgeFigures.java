package io.quantgrid.jobs.judge;

import io.quantgrid.jobs.table.JudgementRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a judge thought of a variant.
 *
 * @param calibration empty where there is none
 * @param figure of grades the mean; of comparisons the share won, ties counting half; empty where
 *     nothing was judged
 */
public record JudgeFigures(
    String model,
    String format,
    String method,
    String calibration,
    int judged,
    int unjudged,
    OptionalDouble figure) {
  /** One a variant, in the order of the rows. */
  public static List<JudgeFigures> of(List<JudgementRow> rows) {
    Map<List<String>, List<JudgementRow>> variants = new LinkedHashMap<>();
    for (JudgementRow row : rows) {
      String calibration = row.calibration() == null ? "" : row.calibration();
      List<String> variant = List.of(row.model(), row.format(), row.method(), calibration);
      variants.computeIfAbsent(variant, key -> new ArrayList<>()).add(row);
    }
    return variants.entrySet().stream().map(one -> figures(one.getKey(), one.getValue())).toList();
  }

  /** Of one turn of conversations alone, from 0; empty where nothing of it was judged. */
  public OptionalDouble ofTurn(List<JudgementRow> rows, int turn) {
    return of(rows.stream().filter(row -> row.turn() == turn).toList()).stream()
        .filter(one -> one.variant().equals(variant()))
        .map(JudgeFigures::figure)
        .findFirst()
        .orElse(OptionalDouble.empty());
  }

  private List<String> variant() {
    return List.of(model, format, method, calibration);
  }

  private static JudgeFigures figures(List<String> variant, List<JudgementRow> rows) {
    double sum = 0;
    double weights = 0;
    int judged = 0;
    for (JudgementRow row : rows) {
      if (row.score() != null) {
        int weight = Math.max(1, row.games());
        sum += weight * row.score();
        weights += weight;
        judged++;
      }
    }
    return new JudgeFigures(
        variant.get(0),
        variant.get(1),
        variant.get(2),
        variant.get(3),
        judged,
        rows.size() - judged,
        judged == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights));
  }
}
