package io.quantgrid.core.evaluate;

import io.quantgrid.core.metric.Refusal;
import io.quantgrid.core.metric.Repetition;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A generated text by itself. Names are those of the samples table: {@code repeated_tokens} (share
 * of runs of {@link #RUN} tokens that came before, 0 to 1), {@code repeated_sentences} (the same of
 * sentences) and {@code refusal} (1 or 0).
 */
final class TextFigures {
  /** Runs of 4 tokens, as seq-rep-4 of Welleck et al. 2019. */
  static final int RUN = 4;

  private TextFigures() {}

  static Map<String, Double> of(String text, int[] tokens) {
    TreeMap<String, Double> figures = new TreeMap<>();
    figures.put("repeated_tokens", Repetition.ofTokens(tokens, RUN));
    figures.put("repeated_sentences", Repetition.ofSentences(text));
    figures.put("refusal", Refusal.of(text));
    return Collections.unmodifiableMap(figures);
  }
}
