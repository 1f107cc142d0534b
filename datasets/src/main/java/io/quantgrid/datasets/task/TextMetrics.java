package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.metric.Refusal;
import io.quantgrid.core.metric.Repetition;
import io.quantgrid.core.metric.TextMetric;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Metrics of generated text, with the options that they take. */
final class TextMetrics {
  private static final List<Aggregation> OF_CORPUS =
      List.of(Aggregation.BLEU, Aggregation.CHRF, Aggregation.CHRF_PLUS_PLUS, Aggregation.TER);

  /** Tokens of a run whose repetition is looked for. */
  private static final int RUN = 4;

  static final Map<String, MetricReader> READERS = readers();

  /** Those that are computed here where {@code process_results} computes others. */
  static final List<String> BESIDE_OTHERS =
      List.of("refusal", "repeated_sentences", "repeated_tokens", "bertscore", "reasoning_errors");

  private TextMetrics() {}

  private static Map<String, MetricReader> readers() {
    List<String> options = new ArrayList<>(ExactMatch.OPTIONS);
    options.add("hf_evaluate"); // the same rule there
    Map<String, MetricReader> readers = new HashMap<>();
    readers.put("exact_match", MetricReader.with(options, TextMetrics::exactMatch));
    readers.put(
        "accuracy", MetricReader.with(List.of("hf_evaluate"), section -> labels("accuracy")));
    readers.put("f1", MetricReader.with(List.of("hf_evaluate", "average"), TextMetrics::f1));
    readers.putAll(
        MetricReader.plain(
            ofText("refusal", Metric.Verdict.YES_OR_NO, Refusal::of),
            ofText("repeated_sentences", Metric.Verdict.GRADED, Repetition::ofSentences)));
    readers.put("repeated_tokens", MetricReader.with(List.of("n"), TextMetrics::tokens));
    readers.put("bertscore", MetricReader.several(BertScoring.OPTIONS, BertScoring::read));
    readers.put(
        "reasoning_errors", MetricReader.several(ReasoningErrors.OPTIONS, ReasoningErrors::read));
    for (Aggregation usual : OF_CORPUS) {
      readers.put(
          usual.text(),
          new MetricReader(
              MetricReader.WITHOUT_EFFECT,
              (section, asked) -> List.of(ofCorpus(section, usual, asked.orElse(usual)))));
    }
    return Map.copyOf(readers);
  }

  /** A metric of the answer alone, whatever is right; less is better. */
  private static Metric ofText(
      String name, Metric.Verdict verdict, ToDoubleFunction<String> measure) {
    return Metric.alone(
        name,
        Aggregation.MEAN,
        "none",
        Metric.Direction.LOWER_IS_BETTER,
        verdict,
        (outcome, gold) -> Score.of(measure.applyAsDouble(((Outcome.Generated) outcome).first())));
  }

  /** A metric of all answers together, by the metric whose aggregation is asked for. */
  private static Metric ofCorpus(Section section, Aggregation usual, Aggregation asked) {
    if (section.flag("hf_evaluate", false)) {
      throw section.problem("hf_evaluate", true, "false for " + usual.text());
    }
    Aggregation used = asked.of() == usual.of() ? asked : usual;
    TextMetric metric = TextMetric.named(used.text());
    Metric.Direction direction = Metric.Direction.of(usual != Aggregation.TER);
    return Metric.graded(
            usual.text(),
            usual,
            (outcome, gold) -> {
              double[] statistics =
                  metric.statistics(
                      ((Outcome.Generated) outcome).first(), ((Gold.Text) gold).texts());
              return new Score(
                  metric.score(statistics), Arrays.stream(statistics).boxed().toList());
            })
        .with(direction);
  }

  /** The share of answers that match; where the task has several targets, whether any does. */
  private static Metric exactMatch(Section section) {
    ExactMatch match = ExactMatch.read(section);
    return Metric.share(
        "exact_match",
        (outcome, gold) -> {
          Gold.Text right = (Gold.Text) gold;
          List<String> answers = ((Outcome.Generated) outcome).texts();
          long matches =
              answers.stream()
                  .filter(answer -> right.texts().stream().anyMatch(t -> match.matches(answer, t)))
                  .count();
          return right.targets() == Answers.Targets.SEVERAL
              ? Score.of(matches > 0)
              : Score.of(answers.isEmpty() ? 0 : (double) matches / answers.size());
        });
  }

  /** Of the tokens as they were generated, whatever filters left of the text. */
  private static Metric tokens(Section section) {
    int n = section.integer("n", RUN);
    if (n < 1) {
      throw section.problem("n", n, "1 or more");
    }
    return Metric.graded(
            "repeated_tokens",
            Aggregation.MEAN,
            (outcome, gold) ->
                Score.of(
                    ((Outcome.Generated) outcome)
                        .tokens().stream()
                            .mapToDouble(ids -> Repetition.ofTokens(ids, n))
                            .average()
                            .orElse(0)))
        .with(Metric.Direction.LOWER_IS_BETTER);
  }

  /** HuggingFace's evaluate on one pair of labels. */
  private static Metric labels(String name) {
    return Metric.share(
        name,
        (outcome, gold) ->
            Score.of(((Gold.Text) gold).texts().contains(((Outcome.Generated) outcome).first())));
  }

  /** Of one pair micro-averaged F1 is whether they are equal; other averages are not defined. */
  private static Metric f1(Section section) {
    if (!section.flag("hf_evaluate", false)) {
      throw section.problem("metric", "f1", "hf_evaluate: true for generated text");
    }
    if (!section.string("average").orElse("binary").equals("micro")) {
      throw section.problem("average", section.string("average").orElse("binary"), "micro");
    }
    return labels("f1");
  }
}
