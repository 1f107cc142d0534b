package io.quantgrid.datasets.task;

import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import io.quantgrid.datasets.read.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of an item after one chain of filters, and its metrics as they are asked for. */
final class Answered {
  private final Document document;
  private final Gold gold;
  private final Outcome unfiltered;
  private final Outcome outcome;
  private final List<Metric> metrics;
  private final Map<String, Score> given;
  private final Map<Metric.Together, Map<String, Score>> known = new HashMap<>();

  /**
   * @param whole what the model made of the item
   * @param filtered what the filters left of it
   * @param metrics of the task
   * @param given scores that need no rule, by the metric's name
   */
  Answered(
      Document document,
      Gold gold,
      Outcome whole,
      Outcome filtered,
      List<Metric> metrics,
      Map<String, Score> given) {
    this.document = document;
    this.gold = gold;
    this.unfiltered = whole;
    this.outcome = filtered;
    this.metrics = metrics;
    this.given = given;
  }

  Document document() {
    return document;
  }

  Gold gold() {
    return gold;
  }

  /** What the model made of the item. */
  Outcome unfiltered() {
    return unfiltered;
  }

  /** What the filters left of it. */
  Outcome outcome() {
    return outcome;
  }

  /** A metric's score; empty where the task has no such metric, or it does not apply. */
  Optional<Score> score(String name) {
    if (given.containsKey(name)) {
      return Optional.of(given.get(name));
    }
    return metrics.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .map(metric -> scores(metric.rule()).get(name));
  }

  private Map<String, Score> scores(Metric.Together rule) {
    Map<String, Score> scores = known.get(rule);
    if (scores == null) {
      scores = rule.scores(this);
      known.put(rule, scores);
    }
    return scores;
  }
}
