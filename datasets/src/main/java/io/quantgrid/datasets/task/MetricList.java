package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.Score;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code metric_list}; defaults are those of lm-evaluation-harness. */
final class MetricList {
  private static final List<String> COMMON = List.of("metric", "aggregation", "higher_is_better");

  private MetricList() {}

  /** The metrics of {@code metric_list}, or those the kind of task has by default. */
  static List<Metric> read(TaskFile file, Kind kind) {
    Object value = file.value("metric_list").orElse(List.of());
    if (!(value instanceof List<?> list)) {
      throw file.problem("metric_list", value, "a list of metrics");
    }
    if (list.isEmpty()) {
      return defaults(file, kind);
    }
    List<Section> sections =
        list.stream().map(one -> Section.of(file, "metric_list", one)).toList();
    refuseOthers(file, kind, sections);
    Map<String, Metric> metrics = new LinkedHashMap<>();
    for (Section section : sections) {
      Metric metric = metric(section, kind);
      if (metrics.put(metric.name(), metric) != null) {
        throw section.problem("metric", metric.name(), "each metric once");
      }
    }
    return List.copyOf(metrics.values());
  }

  /** The metrics of a task whose {@code process_results} computes them. */
  static List<Metric> named(TaskFile file) {
    Object value = file.value("metric_list").orElse(List.of());
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw file.problem("metric_list", value, "the metrics that process_results gives");
    }
    return list.stream().map(one -> named(Section.of(file, "metric_list", one))).toList();
  }

  private static Metric named(Section section) {
    String name = section.required("metric");
    String aggregation = section.string("aggregation").orElse(Aggregation.MEAN.text());
    Aggregation known;
    try {
      known = Aggregation.named(aggregation);
    } catch (IllegalArgumentException e) {
      throw section.problem("aggregation", aggregation, e.getMessage());
    }
    boolean yesOrNo = name.startsWith("acc") || name.endsWith("_acc") || name.startsWith("exact");
    String weight =
        switch (name) {
          case "word_perplexity" -> "words";
          case "byte_perplexity", "bits_per_byte" -> "bytes";
          default -> "none";
        };
    return new Metric(
        name,
        known,
        weight,
        Metric.Direction.of(section.flag("higher_is_better", true)),
        yesOrNo ? Metric.Verdict.YES_OR_NO : Metric.Verdict.GRADED,
        (outcome, gold) -> Score.of(Double.NaN));
  }

  private static Metric metric(Section section, Kind kind) {
    String name = section.required("metric");
    List<String> keys = new ArrayList<>(COMMON);
    Metric metric;
    if (kind == Kind.GENERATE) {
      TextMetrics.Entry entry = TextMetrics.ALL.get(name);
      keys.addAll(entry.options());
      section.checkKeys(keys, List.of("hf_evaluate", "average", "k"));
      metric = entry.read().apply(section);
    } else {
      section.checkKeys(keys, List.of("hf_evaluate", "average", "k"));
      metric = all(kind).stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    }
    String usual = metric.aggregation().text();
    String aggregation = section.string("aggregation").orElse(usual);
    if (!aggregation.equals(usual)) {
      throw section.problem("aggregation", aggregation, usual + " for " + name);
    }
    boolean higher =
        section.flag("higher_is_better", metric.direction() == Metric.Direction.HIGHER_IS_BETTER);
    return metric.with(Aggregation.named(aggregation), Metric.Direction.of(higher));
  }

  private static List<Metric> all(Kind kind) {
    return switch (kind) {
      case MULTIPLE_CHOICE -> ChoiceMetrics.ALL;
      case LOGLIKELIHOOD -> LikelihoodMetrics.CONTINUATION;
      case ROLLING -> LikelihoodMetrics.ROLLING;
      case GENERATE -> List.of();
    };
  }

  private static List<Metric> defaults(TaskFile file, Kind kind) {
    return switch (kind) {
      case MULTIPLE_CHOICE -> List.of(ChoiceMetrics.ACC, ChoiceMetrics.ACC_NORM);
      case GENERATE ->
          List.of(
              TextMetrics.ALL
                  .get("exact_match")
                  .read()
                  .apply(Section.of(file, "metric_list", Map.of())));
      default -> all(kind);
    };
  }

  private static List<String> names(Kind kind) {
    return kind == Kind.GENERATE
        ? TextMetrics.ALL.keySet().stream().sorted().toList()
        : all(kind).stream().map(Metric::name).toList();
  }

  /** One message for all that cannot be computed. */
  private static void refuseOthers(TaskFile file, Kind kind, List<Section> sections) {
    List<String> names = names(kind);
    List<String> refused = new ArrayList<>();
    String hint = "";
    for (Section section : sections) {
      Object named = section.value("metric").orElse("");
      if (named instanceof TaskYaml.PythonFunction) {
        throw section.problem("metric", named, "one of " + names);
      }
      String text = String.valueOf(named);
      if (!names.contains(text)) {
        refused.add(text);
        hint = hint + Names.hint(text, names);
      }
    }
    if (!refused.isEmpty()) {
      throw new TaskException(
          "Cannot load %s: metric_list: %s not supported for %s (expected some of %s)%s"
              .formatted(file.file(), String.join(", ", refused), kind.text(), names, hint));
    }
  }
}
