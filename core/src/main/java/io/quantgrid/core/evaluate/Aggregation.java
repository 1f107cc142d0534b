package io.quantgrid.core.evaluate;

import io.quantgrid.core.metric.BestThreshold;
import io.quantgrid.core.metric.CorpusMetric;
import io.quantgrid.core.metric.LabelMetric;
import io.quantgrid.core.metric.TextMetric;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * How the values of a metric over a task's items become one figure, as lm-evaluation-harness does
 * it. Arithmetic in double, in the order of the items.
 */
public enum Aggregation {
  MEAN("mean", Of.VALUES),
  /** The mean of what is not NaN. */
  NANMEAN("nanmean", Of.VALUES),
  /** The upper one of two in the middle. */
  MEDIAN("median", Of.VALUES),
  /** {@code exp(-mean)} of log-likelihoods. */
  PERPLEXITY("perplexity", Of.VALUES),
  /** {@code exp(-sum(log-likelihoods) / sum(weights))}. */
  WEIGHTED_PERPLEXITY("weighted_perplexity", Of.WEIGHTED_VALUES),
  /** {@code -sum(log-likelihoods) / sum(weights) / ln 2}. */
  BITS_PER_BYTE("bits_per_byte", Of.WEIGHTED_VALUES),
  /** The mean of the items' Brier scores; lm-eval gives it no standard error. */
  BRIER_SCORE("brier_score", Of.PROBABILITIES),
  /** Statistics {part, whole}: the sum of the parts over that of the wholes. */
  RATIO("ratio", Of.RATIOS),
  /** Statistics {right class, predicted class}: F1 of class 1, as scikit-learn's default. */
  F1("f1", Of.CLASSES),
  /** Statistics {right class, predicted class}: the mean of the F1 of the classes that occur. */
  F1_MACRO("f1_macro", Of.CLASSES),
  /** Statistics {right class, predicted class}: Matthews correlation (Gorodkin 2004). */
  MCC("matthews_corrcoef", Of.CLASSES),
  /**
   * Statistics {right, biased, a person named}: {@code 2 biased / named - 1}, and 0 where nothing
   * is biased (BBQ, Parrish et al. 2022, section 5).
   */
  BIAS("bias", Of.ANSWERS),
  /** The same times the share of wrong answers. */
  AMBIGUOUS_BIAS("ambiguous_bias", Of.ANSWERS),
  /** Statistics of {@link io.quantgrid.core.metric.Bleu}, as of the three below theirs. */
  BLEU("bleu", Of.TEXTS),
  CHRF("chrf", Of.TEXTS),
  CHRF_PLUS_PLUS("chrf++", Of.TEXTS),
  TER("ter", Of.TEXTS),
  /** Statistics of {@link BestThreshold}. */
  BEST_THRESHOLD("best_threshold", Of.ABSTENTIONS);

  /** What an aggregation looks at. Those of the same can stand for each other. */
  public enum Of {
    VALUES,
    WEIGHTED_VALUES,
    PROBABILITIES,
    RATIOS,
    CLASSES,
    ANSWERS,
    TEXTS,
    ABSTENTIONS
  }

  /** Bootstrap draws behind a standard error that has no closed form. */
  public static final int BOOTSTRAP_DRAWS = 1000;

  /** As many for metrics of texts, where lm-eval draws no more. */
  public static final int BOOTSTRAP_DRAWS_OF_TEXTS = 100;

  private final String text;
  private final Of of;

  Aggregation(String text, Of of) {
    this.text = text;
    this.of = of;
  }

  /** The name in task files and in {@link MetricSpec#aggregation}. */
  public String text() {
    return text;
  }

  /**
   * The aggregation of that name.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  public static Aggregation named(String text) {
    for (Aggregation aggregation : values()) {
      if (aggregation.text.equals(text)) {
        return aggregation;
      }
    }
    throw new IllegalArgumentException(
        "Cannot aggregate by: "
            + text
            + " (expected one of "
            + Arrays.stream(values()).map(Aggregation::text).collect(Collectors.joining(", "))
            + ")");
  }

  public Of of() {
    return of;
  }

  /** Whether {@link #value} looks at the weights (words or bytes of each item). */
  public boolean weighted() {
    return of == Of.WEIGHTED_VALUES;
  }

  /** Whether {@link #value} looks at the statistics of each item instead of its value. */
  public boolean ofCorpus() {
    return switch (of) {
      case CLASSES, ANSWERS, RATIOS, TEXTS, ABSTENTIONS -> true;
      case VALUES, WEIGHTED_VALUES, PROBABILITIES -> false;
    };
  }

  /**
   * The figure; NaN without items.
   *
   * @throws IllegalArgumentException when there are weights or statistics for other than all items
   */
  public double value(Observations items) {
    check(weighted(), items.size(), items.weights().length, "weights");
    check(ofCorpus(), items.size(), items.statistics().length, "statistics");
    if (items.size() == 0) {
      return Double.NaN;
    }
    return switch (this) {
      case MEAN, BRIER_SCORE -> mean(items.values());
      case NANMEAN ->
          mean(Arrays.stream(items.values()).filter(value -> !Double.isNaN(value)).toArray());
      case MEDIAN -> Arrays.stream(items.values()).sorted().toArray()[items.size() / 2];
      case PERPLEXITY -> Math.exp(-mean(items.values()));
      case WEIGHTED_PERPLEXITY -> Math.exp(-perWeight(items));
      case BITS_PER_BYTE -> -perWeight(items) / Math.log(2);
      case RATIO -> ratio(items.statistics());
      case BLEU, CHRF, CHRF_PLUS_PLUS, TER -> ofTexts(items.statistics());
      case F1 -> LabelMetric.F1.ofPairs(ones(items.statistics()));
      case F1_MACRO -> LabelMetric.F1_MACRO.ofPairs(items.statistics());
      case MCC -> LabelMetric.MCC.ofPairs(items.statistics());
      case BEST_THRESHOLD -> BestThreshold.of(items.statistics());
      case BIAS -> bias(items.statistics());
      case AMBIGUOUS_BIAS ->
          (1 - column(items.statistics(), 0) / items.size()) * bias(items.statistics());
    };
  }

  private void check(boolean needed, int items, int given, String what) {
    if (needed && items != given) {
      throw new IllegalArgumentException(
          "Cannot aggregate %d values by %s: %d %s (expected one each)"
              .formatted(items, text, given, what));
    }
  }

  /**
   * Standard error of the figure: of a mean {@code s / sqrt(n)} with the sample's {@code s}; of
   * others the sample standard deviation of {@link #BOOTSTRAP_DRAWS} draws ({@link
   * #BOOTSTRAP_DRAWS_OF_TEXTS} of texts) by {@code random.Random(0).choices}. Empty for weighted
   * figures, ratios and Brier's score, and below two items.
   */
  public OptionalDouble standardError(Observations items) {
    boolean none = weighted() || this == BRIER_SCORE || this == RATIO;
    if (items.size() < 2 || none) {
      return OptionalDouble.empty();
    }
    return this == MEAN
        ? OptionalDouble.of(deviation(items.values()) / Math.sqrt(items.size()))
        : OptionalDouble.of(deviation(draws(items)));
  }

  private double[] draws(Observations items) {
    PythonRandom random = new PythonRandom(0);
    double[] figures = new double[of == Of.TEXTS ? BOOTSTRAP_DRAWS_OF_TEXTS : BOOTSTRAP_DRAWS];
    for (int draw = 0; draw < figures.length; draw++) {
      figures[draw] = value(items.resampled(random));
    }
    return figures;
  }

  /** Class 1 and all others. */
  private static double[][] ones(double[][] classes) {
    return Arrays.stream(classes)
        .map(pair -> Arrays.stream(pair).map(one -> one == 1 ? 1 : 0).toArray())
        .toArray(double[][]::new);
  }

  private static double bias(double[][] answers) {
    double biased = column(answers, 1);
    return biased == 0 ? 0 : 2 * biased / column(answers, 2) - 1;
  }

  private static double column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).sum();
  }

  private static double mean(double[] values) {
    return sum(values) / values.length;
  }

  private static double perWeight(Observations items) {
    return sum(items.values()) / Arrays.stream(items.weights()).sum();
  }

  private double ofTexts(double[][] statistics) {
    double[] sum = statistics[0];
    for (int i = 1; i < statistics.length; i++) {
      sum = CorpusMetric.sum(sum, statistics[i]);
    }
    return TextMetric.named(text).score(sum);
  }

  private static double ratio(double[][] pairs) {
    double part = 0;
    double whole = 0;
    for (double[] pair : pairs) {
      part += pair[0];
      whole += pair[1];
    }
    return part / whole;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }
}
