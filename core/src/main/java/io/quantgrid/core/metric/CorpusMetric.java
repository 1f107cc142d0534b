package io.quantgrid.core.metric;

import java.util.Arrays;
import java.util.List;

/**
 * A metric of a whole corpus that is no mean of its samples: each sample gives sufficient
 * statistics, these are added element by element in any order and grouping, and the sum has a
 * score.
 */
@FunctionalInterface
public interface CorpusMetric {
  /**
   * The figure of all samples whose statistics were added.
   *
   * @throws IllegalArgumentException when there are not as many as this metric's
   */
  double score(double[] summed);

  /**
   * The statistics of both, in a new array.
   *
   * @throws IllegalArgumentException when they are not equally many
   */
  static double[] sum(double[] a, double[] b) {
    requireLength(b, a.length);
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  /**
   * The metric that lm-evaluation-harness knows under that name: {@code bleu}, {@code chrf}, {@code
   * chrf++}, {@code ter}, {@code f1}, {@code mcc}; and {@code f1_macro}, {@code f1_micro}, {@code
   * f1_weighted}, {@code ece}.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  static CorpusMetric named(String name) {
    return switch (name) {
      case "f1" -> LabelMetric.F1;
      case "f1_macro" -> LabelMetric.F1_MACRO;
      case "f1_micro" -> LabelMetric.F1_MICRO;
      case "f1_weighted" -> LabelMetric.F1_WEIGHTED;
      case "mcc" -> LabelMetric.MCC;
      case "ece" -> CalibrationError.TEN_BINS;
      default -> TextMetric.named(name);
    };
  }

  /** Refuses statistics of another metric. */
  static void requireLength(double[] statistics, int length) {
    if (statistics.length != length) {
      throw new IllegalArgumentException(
          "Cannot score statistics: %d values (expected %d)".formatted(statistics.length, length));
    }
  }

  /** Refuses an empty list. */
  static void requireReferences(List<String> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot compare with references: [] (expected at least one)");
    }
  }
}
