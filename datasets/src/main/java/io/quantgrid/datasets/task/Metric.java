package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics that can be computed, with lm-evaluation-harness's defaults. */
enum Metric {
  ACC("acc", "mean", "none", true, Kind.MULTIPLE_CHOICE, Kind.LOGLIKELIHOOD),
  ACC_NORM("acc_norm", "mean", "none", true, Kind.MULTIPLE_CHOICE),
  ACC_BYTES("acc_bytes", "mean", "none", true, Kind.MULTIPLE_CHOICE),
  EXACT_MATCH("exact_match", "mean", "none", true, Kind.GENERATE, Kind.MULTIPLE_CHOICE),
  PERPLEXITY("perplexity", "perplexity", "none", false, Kind.LOGLIKELIHOOD),
  WORD_PERPLEXITY("word_perplexity", "weighted_perplexity", "words", false, Kind.ROLLING),
  BYTE_PERPLEXITY("byte_perplexity", "weighted_perplexity", "bytes", false, Kind.ROLLING),
  BITS_PER_BYTE("bits_per_byte", "bits_per_byte", "bytes", false, Kind.ROLLING);

  private static final List<String> LATER =
      List.of(
          "acc_mutual_info",
          "bleu",
          "brier_score",
          "bypass",
          "chrf",
          "f1",
          "likelihood",
          "mcc",
          "ter");

  final String text;
  final String aggregation;
  final String weight;
  final boolean higherIsBetter;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of never changes
  private final Set<Kind> kinds;

  Metric(String text, String aggregation, String weight, boolean higherIsBetter, Kind... kinds) {
    this.text = text;
    this.aggregation = aggregation;
    this.weight = weight;
    this.higherIsBetter = higherIsBetter;
    this.kinds = Set.of(kinds);
  }

  /** A metric as a task asks for it. */
  record Use(Metric metric, boolean higherIsBetter, ExactMatch exactMatch) {}

  /** The metrics of {@code metric_list}, or those the kind of task has by default. */
  static List<Use> read(TaskFile file, Kind kind) {
    Object value = file.value("metric_list").orElse(List.of());
    if (!(value instanceof List<?> list)) {
      throw file.problem("metric_list", value, "a list of metrics");
    }
    if (list.isEmpty()) {
      ExactMatch plain = new ExactMatch(false, false, false, List.of());
      return defaults(kind).stream().map(m -> new Use(m, m.higherIsBetter, plain)).toList();
    }
    List<Section> sections =
        list.stream().map(one -> Section.of(file, "metric_list", one)).toList();
    refuseOthers(file, kind, sections);
    Map<Metric, Use> uses = new LinkedHashMap<>();
    for (Section section : sections) {
      Use use = use(section, kind);
      if (uses.put(use.metric(), use) != null) {
        throw section.problem("metric", use.metric().text, "each metric once");
      }
    }
    return List.copyOf(uses.values());
  }

  private static Use use(Section section, Kind kind) {
    Metric metric = of(kind, section.required("metric"));
    List<String> keys = new ArrayList<>(List.of("metric", "aggregation", "higher_is_better"));
    if (metric == EXACT_MATCH && kind == Kind.GENERATE) {
      keys.addAll(ExactMatch.OPTIONS);
    }
    section.checkKeys(keys, List.of("hf_evaluate", "average", "k"));
    String aggregation = section.string("aggregation").orElse(metric.aggregation);
    if (!aggregation.equals(metric.aggregation)) {
      throw section.problem("aggregation", aggregation, metric.aggregation + " for " + metric.text);
    }
    return new Use(
        metric, section.flag("higher_is_better", metric.higherIsBetter), ExactMatch.read(section));
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
      if (!names.contains(String.valueOf(named))) {
        String text = String.valueOf(named);
        refused.add(text);
        hint = LATER.contains(text) ? hint : hint + Names.hint(text, names);
      }
    }
    if (!refused.isEmpty()) {
      throw new TaskException(
          "Cannot load "
              + file.file()
              + ": metric_list: "
              + String.join(", ", refused)
              + " not supported for "
              + kind.text()
              + " (expected some of "
              + names
              + ")"
              + hint);
    }
  }

  private static Metric of(Kind kind, String name) {
    return Arrays.stream(values())
        .filter(metric -> metric.text.equals(name) && metric.kinds.contains(kind))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(Kind kind) {
    return Arrays.stream(values())
        .filter(metric -> metric.kinds.contains(kind))
        .map(metric -> metric.text)
        .toList();
  }

  private static List<Metric> defaults(Kind kind) {
    return switch (kind) {
      case MULTIPLE_CHOICE -> List.of(ACC, ACC_NORM);
      case LOGLIKELIHOOD -> List.of(PERPLEXITY, ACC);
      case ROLLING -> List.of(WORD_PERPLEXITY, BYTE_PERPLEXITY, BITS_PER_BYTE);
      case GENERATE -> List.of(EXACT_MATCH);
    };
  }
}
