package io.quantgrid.core.evaluate;

import io.quantgrid.core.metric.Bleu;
import io.quantgrid.core.metric.Chrf;
import io.quantgrid.core.metric.CommonPrefix;
import io.quantgrid.core.metric.EditSimilarity;
import io.quantgrid.core.metric.Rouge;
import io.quantgrid.core.metric.SentenceEmbedding;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A generated text against the baseline's. Names are those of the samples table: {@code exact} (1
 * or 0), {@code rouge_1}, {@code rouge_2}, {@code rouge_l} (F1 without stemming, 0 to 1), {@code
 * chrf} and {@code bleu} (sacreBLEU's defaults, of the sentence, 0 to 100), {@code edit}
 * (Levenshtein similarity, 0 to 1), {@code common_prefix} (leading tokens that both generated) and
 * {@code common_prefix_share} (of the longer one's tokens; 1 when both have none), and where asked
 * for {@code embedding} (cosine of sentence embeddings, -1 to 1). Equal texts have the highest
 * value of each, also where the packages give 0 because there is no word in them.
 */
final class TextSimilarity {
  private TextSimilarity() {}

  static Map<String, Double> of(
      String baseline, int[] baselineTokens, String text, int[] tokens, Embeddings embeddings) {
    TreeMap<String, Double> similarity = new TreeMap<>();
    if (embeddings == Embeddings.EMBEDDING) {
      similarity.put(
          "embedding", baseline.equals(text) ? 1.0 : SentenceEmbedding.cosine(baseline, text));
    }
    similarity.put("common_prefix", (double) CommonPrefix.length(baselineTokens, tokens));
    similarity.put("common_prefix_share", CommonPrefix.share(baselineTokens, tokens));
    if (baseline.equals(text)) {
      for (String name : List.of("exact", "rouge_1", "rouge_2", "rouge_l", "edit")) {
        similarity.put(name, 1.0);
      }
      similarity.put("chrf", 100.0);
      similarity.put("bleu", 100.0);
    } else {
      similarity.put("exact", 0.0);
      similarity.put("rouge_1", Rouge.PLAIN.ngrams(1, baseline, text).f1());
      similarity.put("rouge_2", Rouge.PLAIN.ngrams(2, baseline, text).f1());
      similarity.put("rouge_l", Rouge.PLAIN.longest(baseline, text).f1());
      similarity.put("edit", EditSimilarity.of(baseline, text));
      similarity.put("chrf", Chrf.CHRF.sentence(text, List.of(baseline)));
      similarity.put("bleu", Bleu.DEFAULT.sentence(text, List.of(baseline)));
    }
    return Collections.unmodifiableMap(similarity);
  }
}
