package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.datasets.function.AnswersMeasure;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code metric_list}; defaults are those of lm-evaluation-harness. */
final class MetricList {
  private static final String METRIC = "metric";
  private static final String AGGREGATION = "aggregation";
  private static final List<String> COMMON = List.of(METRIC, AGGREGATION, "higher_is_better");

  /** How lm-evaluation-harness puts together the metrics it knows, where it is not their mean. */
  private static final Map<String, Aggregation> USUAL =
      Map.ofEntries(
          Map.entry("perplexity", Aggregation.PERPLEXITY),
          Map.entry("word_perplexity", Aggregation.WEIGHTED_PERPLEXITY),
          Map.entry("byte_perplexity", Aggregation.WEIGHTED_PERPLEXITY),
          Map.entry("bits_per_byte", Aggregation.BITS_PER_BYTE),
          Map.entry("brier_score", Aggregation.BRIER_SCORE),
          Map.entry("f1", Aggregation.F1),
          Map.entry("mcc", Aggregation.MCC),
          Map.entry("bleu", Aggregation.BLEU),
          Map.entry("chrf", Aggregation.CHRF),
          Map.entry("chrf++", Aggregation.CHRF_PLUS_PLUS),
          Map.entry("ter", Aggregation.TER));

  private MetricList() {}

  /** The metrics of {@code metric_list}, or those the kind of task has by default. */
  static List<Metric> read(TaskFile file, Kind kind) {
    List<Section> sections = sections(file);
    return sections.isEmpty()
        ? defaults(file, kind)
        : distinct(
            file,
            Problems.each(file, sections, section -> metrics(section, kind)).stream()
                .flatMap(List::stream)
                .toList());
  }

  /** The metrics of a task whose {@code process_results} computes them, all but a few. */
  static List<Metric> named(TaskFile file, Kind kind) {
    List<Section> sections = sections(file);
    if (sections.isEmpty()) {
      throw file.problem("metric_list", "none", "the metrics that process_results gives");
    }
    return distinct(
        file,
        Problems.each(file, sections, section -> named(section, kind)).stream()
            .flatMap(List::stream)
            .toList());
  }

  private static List<Section> sections(TaskFile file) {
    Object value = file.value("metric_list").orElse(List.of());
    if (!(value instanceof List<?> list)) {
      throw file.problem("metric_list", value, "a list of metrics");
    }
    return Problems.each(file, list, one -> Section.of(file, "metric_list", one));
  }

  private static List<Metric> distinct(TaskFile file, List<Metric> metrics) {
    Set<String> names = new HashSet<>();
    for (Metric metric : metrics) {
      if (!names.add(metric.name())) {
        throw file.problem("metric_list." + METRIC, metric.name(), "each metric once");
      }
    }
    ReasoningErrors.check(file, metrics);
    return metrics;
  }

  private static List<Metric> named(Section section, Kind kind) {
    boolean ours =
        kind == Kind.GENERATE
            && section.value(METRIC).filter(TextMetrics.BESIDE_OTHERS::contains).isPresent();
    return ours ? metric(section, kind) : List.of(named(section));
  }

  private static Metric named(Section section) {
    String name =
        section.value(METRIC).orElse("") instanceof TaskYaml.PythonFunction function
            ? shortName(function)
            : section.required(METRIC);
    boolean yesOrNo = name.startsWith("acc") || name.endsWith("_acc") || name.startsWith("exact");
    String weight =
        switch (name) {
          case "word_perplexity" -> "words";
          case "byte_perplexity", "bits_per_byte" -> "bytes";
          default -> "none";
        };
    return new Metric(
        name,
        aggregation(section).orElse(USUAL.getOrDefault(name, Aggregation.MEAN)),
        weight,
        direction(section, usualDirection(name)),
        yesOrNo ? Metric.Verdict.YES_OR_NO : Metric.Verdict.GRADED,
        answered -> Map.of());
  }

  private static Metric.Direction usualDirection(String name) {
    return switch (name) {
      case "perplexity",
          "word_perplexity",
          "byte_perplexity",
          "bits_per_byte",
          "brier_score",
          "ter" ->
          Metric.Direction.LOWER_IS_BETTER;
      default -> Metric.Direction.HIGHER_IS_BETTER;
    };
  }

  /** A function may compute several at once. */
  private static List<Metric> metrics(Section section, Kind kind) {
    return section.value(METRIC).orElse("") instanceof TaskYaml.PythonFunction function
            && kind == Kind.GENERATE
        ? ofFunction(section, function)
        : metric(section, kind);
  }

  private static List<Metric> metric(Section section, Kind kind) {
    Object named = section.value(METRIC).orElse("");
    Map<String, MetricReader> readers = readers(kind);
    MetricReader reader = named instanceof String ? readers.get(named) : null;
    if (reader == null) {
      List<String> names = readers.keySet().stream().sorted().toList();
      String hint = named instanceof String text ? Names.hint(text, names) : "";
      throw section.problem(METRIC, named, "for " + kind.text() + " one of " + names + hint);
    }
    List<String> keys = new ArrayList<>(COMMON);
    keys.addAll(reader.options());
    section.checkKeys(keys);
    return reader.read(section, aggregation(section)).stream()
        .map(metric -> asked(section, metric))
        .toList();
  }

  /** As the entry says it is to be put together and compared. */
  private static Metric asked(Section section, Metric metric) {
    return aggregation(section)
        .map(aggregation -> metric.with(checked(section, metric, aggregation)))
        .orElse(metric)
        .with(direction(section, metric.direction()));
  }

  private static Aggregation checked(Section section, Metric metric, Aggregation asked) {
    Aggregation usual = metric.aggregation();
    if (asked.of() == usual.of()) {
      return asked;
    }
    String possible =
        Arrays.stream(Aggregation.values())
            .filter(one -> one.of() == usual.of())
            .map(Aggregation::text)
            .collect(Collectors.joining(", "));
    throw section.problem(AGGREGATION, asked.text(), possible + " for " + metric.name());
  }

  /** Metrics that a function computes of all answers to an item. */
  private static List<Metric> ofFunction(Section section, TaskYaml.PythonFunction named) {
    TaskFunction.OfAnswers function =
        section.file().function(section.path() + "." + METRIC, named, TaskFunction.OfAnswers.class);
    Map<String, Object> arguments = new LinkedHashMap<>(section.keys());
    COMMON.forEach(arguments::remove);
    int texts = section.file().integer("repeats", 1);
    AnswersMeasure measure;
    try {
      measure = function.with(arguments, texts);
    } catch (IllegalArgumentException e) {
      throw section.problem(METRIC, shortName(named), e.getMessage());
    }
    Metric.Together rule =
        answered ->
            measure.apply(
                ((Gold.Text) answered.gold()).texts(),
                ((Outcome.Generated) answered.outcome()).texts());
    return measure.names().stream()
        .map(
            name ->
                new Metric(
                    name,
                    aggregation(section).orElse(Aggregation.MEAN),
                    "none",
                    direction(section, Metric.Direction.HIGHER_IS_BETTER),
                    texts == 1 ? Metric.Verdict.YES_OR_NO : Metric.Verdict.GRADED,
                    rule))
        .toList();
  }

  private static Optional<Aggregation> aggregation(Section section) {
    Object asked = section.value(AGGREGATION).orElse("");
    if (asked instanceof TaskYaml.PythonFunction) {
      String path = section.path() + "." + AGGREGATION;
      return Optional.of(
          section.file().function(path, asked, TaskFunction.OfCorpus.class).aggregation());
    }
    try {
      return section.string(AGGREGATION).map(Aggregation::named);
    } catch (IllegalArgumentException e) {
      throw section.problem(AGGREGATION, asked, e.getMessage());
    }
  }

  private static Metric.Direction direction(Section section, Metric.Direction usual) {
    return Metric.Direction.of(
        section.flag("higher_is_better", usual == Metric.Direction.HIGHER_IS_BETTER));
  }

  private static String shortName(TaskYaml.PythonFunction function) {
    return function.name().substring(function.name().lastIndexOf('.') + 1);
  }

  private static Map<String, MetricReader> readers(Kind kind) {
    return switch (kind) {
      case MULTIPLE_CHOICE -> ChoiceMetrics.READERS;
      case LOGLIKELIHOOD -> LikelihoodMetrics.CONTINUATION;
      case ROLLING -> LikelihoodMetrics.ROLLING;
      case GENERATE -> TextMetrics.READERS;
    };
  }

  private static List<Metric> defaults(TaskFile file, Kind kind) {
    List<String> names =
        switch (kind) {
          case MULTIPLE_CHOICE -> List.of("acc", "acc_norm");
          case LOGLIKELIHOOD -> List.of("perplexity", "acc");
          case ROLLING -> List.of("word_perplexity", "byte_perplexity", "bits_per_byte");
          case GENERATE -> List.of("exact_match");
        };
    return names.stream()
        .flatMap(
            name -> metric(Section.of(file, "metric_list", Map.of(METRIC, name)), kind).stream())
        .toList();
  }
}
