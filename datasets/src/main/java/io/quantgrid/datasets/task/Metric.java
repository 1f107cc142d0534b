package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import io.quantgrid.datasets.read.DataFolder;
import java.util.Map;

/**
 * A metric as a task asks for it.
 *
 * @param name in the task file
 * @param weight the column that weighs a rolling metric: {@code words}, {@code bytes} or {@code
 *     none}
 * @param verdict whether an item's value is a yes or no
 * @param rule gives a value under the name
 */
record Metric(
    String name,
    Aggregation aggregation,
    String weight,
    Direction direction,
    Verdict verdict,
    Together rule) {
  /** How one item is scored. */
  @FunctionalInterface
  interface Rule {
    Score score(Outcome outcome, Gold gold);
  }

  /**
   * How one item is scored in several metrics at once: those of a list that have the same one. What
   * does not apply is left out.
   */
  @FunctionalInterface
  interface Together {
    Map<String, Score> scores(Answered answered);

    /**
     * The same once data are there.
     *
     * @throws io.quantgrid.core.evaluate.TaskException naming file and key when what it needs
     *     beside the documents is not there
     */
    default Together bound(DataFolder data) {
      return this;
    }

    /** The content hash of what it needs beside the documents; empty when that is nothing. */
    default String digest() {
      return "";
    }
  }

  enum Direction {
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER;

    static Direction of(boolean higherIsBetter) {
      return higherIsBetter ? HIGHER_IS_BETTER : LOWER_IS_BETTER;
    }
  }

  enum Verdict {
    YES_OR_NO,
    GRADED
  }

  /** One that is computed alone. */
  static Metric alone(
      String name,
      Aggregation aggregation,
      String weight,
      Direction direction,
      Verdict verdict,
      Rule rule) {
    return new Metric(
        name,
        aggregation,
        weight,
        direction,
        verdict,
        answered -> Map.of(name, rule.score(answered.outcome(), answered.gold())));
  }

  /** A yes or no; the figure is the share of yes. */
  static Metric share(String name, Rule rule) {
    return alone(
        name, Aggregation.MEAN, "none", Direction.HIGHER_IS_BETTER, Verdict.YES_OR_NO, rule);
  }

  /** A value that is more than yes or no; higher is better. */
  static Metric graded(String name, Aggregation aggregation, Rule rule) {
    return alone(name, aggregation, "none", Direction.HIGHER_IS_BETTER, Verdict.GRADED, rule);
  }

  Metric with(Aggregation other) {
    return new Metric(name, other, weight, direction, verdict, rule);
  }

  Metric with(Direction other) {
    return new Metric(name, aggregation, weight, other, verdict, rule);
  }

  /** The same computed otherwise. */
  Metric with(Together other) {
    return new Metric(name, aggregation, weight, direction, verdict, other);
  }

  MetricSpec spec(String filter, boolean main) {
    return new MetricSpec(
        name, filter, aggregation.text(), weight, direction == Direction.HIGHER_IS_BETTER, main);
  }
}
