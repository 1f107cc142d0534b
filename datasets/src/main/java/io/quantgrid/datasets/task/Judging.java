package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.datasets.read.DataFolder;
import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What becomes of the outcome of an item: each chain of filters gives an answer, and each answer a
 * value per metric.
 *
 * @param results computes metrics in place of their rules, if there is one
 */
record Judging(
    List<FilterPipeline> pipelines,
    List<Metric> metrics,
    Optional<TaskFunction.OfResults> results) {
  private static final List<String> MAIN = List.of("acc", "acc_norm", "acc_bytes");

  static Judging read(TaskFile file, Kind kind) {
    Problems problems = new Problems(file.file());
    Optional<TaskFunction.OfResults> results =
        problems.attempt(() -> results(file)).flatMap(function -> function);
    Optional<List<FilterPipeline>> pipelines =
        problems.attempt(() -> FilterPipeline.read(file, kind));
    Optional<List<Metric>> metrics =
        problems.attempt(
            () ->
                file.value("process_results").isPresent()
                    ? MetricList.named(file, kind)
                    : MetricList.read(file, kind));
    problems.raise();
    return new Judging(pipelines.orElseThrow(), metrics.orElseThrow(), results);
  }

  private static Optional<TaskFunction.OfResults> results(TaskFile file) {
    return file.value("process_results")
        .map(value -> file.function("process_results", value, TaskFunction.OfResults.class));
  }

  /**
   * The same over its data.
   *
   * @throws TaskException naming file and key of what a metric needs and is not there
   */
  Judging bound(DataFolder data) {
    return new Judging(
        pipelines,
        metrics.stream().map(metric -> metric.with(metric.rule().bound(data))).toList(),
        results);
  }

  /** Content hashes of what metrics need beside the documents, each once. */
  List<String> digests() {
    return metrics.stream()
        .map(metric -> metric.rule().digest())
        .filter(digest -> !digest.isEmpty())
        .distinct()
        .toList();
  }

  /** Gives the text whose words and bytes are counted, where that is another than is scored. */
  Optional<TaskFunction.OfText> original() {
    return results
        .filter(TaskFunction.OfText.class::isInstance)
        .map(TaskFunction.OfText.class::cast);
  }

  /** Whether a metric looks at the choices without the question. */
  ChoiceScorer.Unconditional unconditional() {
    return metrics.stream().anyMatch(metric -> metric.name().equals(ChoiceMetrics.MUTUAL_INFO))
        ? ChoiceScorer.Unconditional.ASKED
        : ChoiceScorer.Unconditional.NOT_ASKED;
  }

  private Metric main() {
    return MAIN.stream()
        .flatMap(name -> metrics.stream().filter(metric -> metric.name().equals(name)))
        .findFirst()
        .orElse(metrics.get(0));
  }

  List<MetricSpec> specs() {
    Metric main = main();
    List<MetricSpec> specs = new ArrayList<>();
    for (FilterPipeline pipeline : pipelines) {
      for (Metric metric : metrics) {
        boolean first = pipeline.equals(pipelines.get(0));
        specs.add(metric.spec(pipeline.name(), first && metric.equals(main)));
      }
    }
    return List.copyOf(specs);
  }

  /**
   * @throws TaskException naming the document, when a function cannot use it
   */
  Judgement judge(Document document, Gold gold, Outcome outcome) {
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, List<Double>> statistics = new LinkedHashMap<>();
    Optional<Boolean> correct = Optional.empty();
    OptionalInt predicted = OptionalInt.empty();
    List<MetricSpec> specs = specs();
    int next = 0;
    for (FilterPipeline pipeline : pipelines) {
      Outcome filtered = pipeline.apply(outcome, document);
      Answered answered =
          new Answered(document, gold, outcome, filtered, metrics, computed(document, filtered));
      for (Metric metric : metrics) {
        MetricSpec spec = specs.get(next++);
        Optional<Score> found = answered.score(metric.name());
        if (found.isEmpty()) {
          continue; // a function may leave out what does not apply
        }
        Score score = found.get();
        values.put(spec.key(), score.value());
        if (metric.aggregation().ofCorpus()) {
          statistics.put(spec.key(), score.statistics());
        }
        if (spec.main()) {
          correct =
              metric.verdict() == Metric.Verdict.YES_OR_NO
                  ? Optional.of(score.value() >= 1) // of 1, or of 100
                  : Optional.empty();
          predicted =
              outcome instanceof Outcome.Choices choices
                  ? OptionalInt.of(ChoiceMetrics.taken(choices, metric.name()))
                  : predicted;
        }
      }
    }
    return new Judgement(values, statistics, correct, predicted, text(outcome));
  }

  private Map<String, Score> computed(Document document, Outcome outcome) {
    try {
      return results.map(function -> function.apply(document.fields(), outcome)).orElse(Map.of());
    } catch (IllegalArgumentException e) {
      throw new TaskException(
          "Cannot use process_results of " + document.origin() + ": " + e.getMessage(), e);
    }
  }

  /** The first generated text, unfiltered. */
  private static Optional<String> text(Outcome outcome) {
    return outcome instanceof Outcome.Generated generated
        ? generated.texts().stream().findFirst()
        : Optional.empty();
  }
}
