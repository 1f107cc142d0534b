package io.quantgrid.jobs.judge;

import io.quantgrid.jobs.table.JudgementRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * FollowBench's figures of a variant (Jiang et al. 2024, arXiv 2310.20410). Answers that could not
 * be judged count for none of them.
 *
 * @param calibration empty where there is none
 * @param hard HSR by level: the share of answers that keep all constraints
 * @param soft SSR by level: the share of constraints that are kept
 * @param levels CSL: how many levels in a row, from the first, answers to an instruction keep all
 *     of their constraints, averaged over instructions
 */
public record ConstraintFigures(
    String model,
    String format,
    String method,
    String calibration,
    int judged,
    int unjudged,
    Map<Integer, Double> hard,
    Map<Integer, Double> soft,
    OptionalDouble levels) {
  private record Variant(String model, String format, String method, String calibration) {}

  /** The instruction that grew, by the document where it begins. */
  private record Group(long first, int repeat) {}

  /** One a variant, in the order of the rows, which are of the style {@code constraints}. */
  public static List<ConstraintFigures> of(List<JudgementRow> rows) {
    Map<Variant, List<JudgementRow>> variants = new LinkedHashMap<>();
    for (JudgementRow row : rows) {
      String calibration = row.calibration() == null ? "" : row.calibration();
      Variant variant = new Variant(row.model(), row.format(), row.method(), calibration);
      variants.computeIfAbsent(variant, key -> new ArrayList<>()).add(row);
    }
    return variants.entrySet().stream().map(one -> figures(one.getKey(), one.getValue())).toList();
  }

  private static ConstraintFigures figures(Variant variant, List<JudgementRow> rows) {
    Map<Integer, List<Double>> hard = new TreeMap<>();
    Map<Integer, List<Double>> soft = new TreeMap<>();
    Map<Group, Map<Integer, OptionalDouble>> groups = new LinkedHashMap<>();
    int judged = 0;
    for (JudgementRow row : rows) {
      int level = row.games();
      OptionalDouble score =
          row.score() == null ? OptionalDouble.empty() : OptionalDouble.of(row.score());
      groups
          .computeIfAbsent(new Group(row.docId() - level, row.repeat()), key -> new TreeMap<>())
          .put(level, score);
      if (score.isPresent()) {
        judged++;
        hard.computeIfAbsent(level, key -> new ArrayList<>())
            .add(score.getAsDouble() == 1 ? 1.0 : 0);
        soft.computeIfAbsent(level, key -> new ArrayList<>()).add(score.getAsDouble());
      }
    }
    List<Double> levels = new ArrayList<>();
    groups.values().forEach(scores -> inARow(scores).ifPresent(levels::add));
    return new ConstraintFigures(
        variant.model(),
        variant.format(),
        variant.method(),
        variant.calibration(),
        judged,
        rows.size() - judged,
        means(hard),
        means(soft),
        mean(levels));
  }

  /** Empty where a level of the row could not be judged, or was not asked. */
  private static OptionalDouble inARow(Map<Integer, OptionalDouble> scores) {
    int level = 1;
    while (scores.containsKey(level)) {
      if (scores.get(level).isEmpty()) {
        return OptionalDouble.empty();
      }
      if (scores.get(level).getAsDouble() < 1) {
        return OptionalDouble.of(level - 1);
      }
      level++;
    }
    return scores.size() == level - 1 ? OptionalDouble.of(level - 1) : OptionalDouble.empty();
  }

  private static Map<Integer, Double> means(Map<Integer, List<Double>> values) {
    Map<Integer, Double> means = new TreeMap<>();
    values.forEach((level, of) -> means.put(level, mean(of).orElseThrow()));
    return means;
  }

  private static OptionalDouble mean(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average();
  }

  /** HSR over all levels, which count alike. */
  public OptionalDouble hardMean() {
    return mean(hard.values());
  }

  /** SSR over all levels, which count alike. */
  public OptionalDouble softMean() {
    return mean(soft.values());
  }
}
