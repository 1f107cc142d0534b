package io.quantgrid.core.evaluate;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A generated text against the baseline's. Names are those of the samples table: {@code exact} (1
 * or 0), {@code rouge_l} (F1, see {@link RougeL}), {@code common_prefix} (leading tokens that both
 * generated) and {@code common_prefix_share} (of the longer one's tokens; 1 when both have none).
 */
final class TextSimilarity {
  private TextSimilarity() {}

  static Map<String, Double> of(String baseline, int[] baselineTokens, String text, int[] tokens) {
    int mismatch = Arrays.mismatch(baselineTokens, tokens);
    int longer = Math.max(baselineTokens.length, tokens.length);
    int prefix = mismatch < 0 ? longer : mismatch;
    TreeMap<String, Double> similarity = new TreeMap<>();
    similarity.put("exact", baseline.equals(text) ? 1.0 : 0.0);
    similarity.put("rouge_l", RougeL.f1(baseline, text));
    similarity.put("common_prefix", (double) prefix);
    similarity.put("common_prefix_share", longer == 0 ? 1.0 : (double) prefix / longer);
    return Collections.unmodifiableMap(similarity);
  }
}
