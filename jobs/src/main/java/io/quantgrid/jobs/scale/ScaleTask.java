package io.quantgrid.jobs.scale;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import java.util.List;

/** The tasks: one or more of each kind, and of each way in which a figure is put together. */
enum ScaleTask {
  SCIENCE("science", Kind.MULTIPLE_CHOICE, "knowledge", 0.62),
  HISTORY("history", Kind.MULTIPLE_CHOICE, "knowledge", 0.7),
  ENDINGS("endings", Kind.MULTIPLE_CHOICE, "common_sense", 0.75),
  ETHICS("ethics", Kind.MULTIPLE_CHOICE, "alignment", 0.55),
  LAST_WORD("last_word", Kind.LOGLIKELIHOOD, "language", 0.68),
  ARITHMETIC("arithmetic", Kind.GENERATE, "reasoning", 0.5),
  NEEDLE("needle", Kind.GENERATE, "long_context", 0.85),
  SUMMARIES("summaries", Kind.GENERATE, "summarization", 0),
  TRANSLATIONS("translations", Kind.GENERATE, "translation", 0),
  ARTICLES("articles", Kind.ROLLING, "language", 0);

  private final String text;
  private final Kind kind;
  private final String type;
  private final double accuracy;

  ScaleTask(String text, Kind kind, String type, double accuracy) {
    this.text = text;
    this.kind = kind;
    this.type = type;
    this.accuracy = accuracy;
  }

  String text() {
    return text;
  }

  Kind kind() {
    return kind;
  }

  String type() {
    return type;
  }

  /** Of the smallest model's baseline. */
  double accuracy() {
    return accuracy;
  }

  List<MetricSpec> metrics() {
    return switch (this) {
      case SCIENCE, HISTORY, ENDINGS, ETHICS ->
          List.of(
              new MetricSpec("acc", "none", "mean", "none", true, true),
              new MetricSpec("acc_norm", "none", "mean", "none", true, false));
      case LAST_WORD -> List.of(new MetricSpec("acc", "none", "mean", "none", true, true));
      case ARITHMETIC, NEEDLE ->
          List.of(new MetricSpec("exact_match", "strip", "mean", "none", true, true));
      case SUMMARIES -> List.of(new MetricSpec("rouge_l", "none", "mean", "none", true, true));
      case TRANSLATIONS -> List.of(new MetricSpec("bleu", "none", "bleu", "none", true, true));
      case ARTICLES ->
          List.of(
              new MetricSpec(
                  "word_perplexity", "none", "weighted_perplexity", "words", false, true));
    };
  }
}
