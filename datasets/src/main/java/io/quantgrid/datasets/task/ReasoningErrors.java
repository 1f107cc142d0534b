package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.metric.ReasoningError;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why answers are wrong: for each type of {@link ReasoningError} whether it is the answer's, and
 * whether it has none because it is right. Looked at is the first generated text as it is before
 * filters; whether the answer is right is another metric's to say, 1 for yes.
 *
 * @param question what is asked
 * @param reasoning what leads to the right answer; empty where that is not known
 * @param judge the metric's name
 */
record ReasoningErrors(Field question, Field reasoning, String judge) implements Metric.Together {
  private static final String QUESTION = "question";
  private static final String REASONING = "reasoning";
  private static final String JUDGE = "right_by";
  private static final String PREFIX = "reasoning_error_";
  private static final String NONE = PREFIX + "none";

  static final List<String> OPTIONS = List.of(QUESTION, REASONING, JUDGE);

  /** The metrics of an entry: none first, then one for each type. */
  static List<Metric> read(Section section) {
    ReasoningErrors rule =
        new ReasoningErrors(
            field(section, QUESTION, QUESTION),
            field(section, REASONING, "{{answer if answer is defined and answer is string}}"),
            section.string(JUDGE).orElse("exact_match"));
    List<Metric> metrics = new ArrayList<>();
    metrics.add(metric(rule, NONE, Metric.Direction.HIGHER_IS_BETTER));
    for (ReasoningError type : ReasoningError.values()) {
      metrics.add(metric(rule, name(type), Metric.Direction.LOWER_IS_BETTER));
    }
    return metrics;
  }

  private static Metric metric(ReasoningErrors rule, String name, Metric.Direction direction) {
    return new Metric(name, Aggregation.MEAN, "none", direction, Metric.Verdict.YES_OR_NO, rule);
  }

  private static Field field(Section section, String key, String usual) {
    Object source = section.value(key).orElse(usual);
    return Field.of(section.file(), section.path() + "." + key, source);
  }

  /**
   * Whether the metrics that it is read with say what it needs.
   *
   * @throws io.quantgrid.core.evaluate.TaskException naming the metric that is not there
   */
  static void check(TaskFile file, List<Metric> metrics) {
    for (Metric metric : metrics) {
      if (metric.rule() instanceof ReasoningErrors errors) {
        List<String> verdicts =
            metrics.stream()
                .filter(other -> other.verdict() == Metric.Verdict.YES_OR_NO)
                .filter(other -> !(other.rule() instanceof ReasoningErrors))
                .map(Metric::name)
                .toList();
        if (!verdicts.contains(errors.judge())) {
          throw file.problem(
              "metric_list." + JUDGE,
              errors.judge(),
              "a metric of the list that is yes or no; there are " + verdicts);
        }
      }
    }
  }

  private static String name(ReasoningError type) {
    return PREFIX + type.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Map<String, Score> scores(Answered answered) {
    boolean right = answered.score(judge).map(score -> score.value() == 1).orElse(false);
    Map<String, Score> scores = new HashMap<>();
    scores.put(NONE, Score.of(right));
    Arrays.stream(ReasoningError.values()).forEach(type -> scores.put(name(type), Score.of(false)));
    if (!right) {
      String text = ((Outcome.Generated) answered.unfiltered()).first();
      ReasoningError type =
          ReasoningError.main(
              Values.text(question.value(answered.document())),
              Values.text(reasoning.value(answered.document())),
              text);
      scores.put(name(type), Score.of(true));
    }
    return scores;
  }
}
