package io.quantgrid.core.metric;

import java.util.List;

/** A corpus metric of texts against references. */
public interface TextMetric extends CorpusMetric {
  /**
   * What one sample adds.
   *
   * @throws IllegalArgumentException when there is no reference
   */
  double[] statistics(String prediction, List<String> references);

  /** The figure of one sample alone. */
  default double sentence(String prediction, List<String> references) {
    return score(statistics(prediction, references));
  }

  /**
   * {@code bleu}, {@code chrf}, {@code chrf++} or {@code ter} with the settings that
   * lm-evaluation-harness scores with, which are sacreBLEU's defaults.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  static TextMetric named(String name) {
    return switch (name) {
      case "bleu" -> Bleu.DEFAULT;
      case "chrf" -> Chrf.CHRF;
      case "chrf++" -> Chrf.CHRF_PLUS_PLUS;
      case "ter" -> Ter.DEFAULT;
      default ->
          throw new IllegalArgumentException(
              "Cannot find metric: "
                  + name
                  + " (expected one of bleu, chrf, chrf++, ter, f1, f1_macro, f1_micro,"
                  + " f1_weighted, mcc, ece)");
    };
  }
}
