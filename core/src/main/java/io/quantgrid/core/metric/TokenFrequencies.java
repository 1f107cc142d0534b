package io.quantgrid.core.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In how many documents each token occurs, and the weight that follows: the inverse document
 * frequency of Zhang et al. 2020 with one added to both counts, as bert-score 0.3.13 computes it.
 * Tokens that occur in all documents, special ones among them, weigh nothing.
 */
public record TokenFrequencies(long documents, Map<Integer, Long> counts) {
  public TokenFrequencies {
    counts = Map.copyOf(counts);
  }

  /** Of documents as token ids. */
  static TokenFrequencies of(List<int[]> documents) {
    Map<Integer, Long> counts = new HashMap<>();
    for (int[] document : documents) {
      Arrays.stream(document).distinct().forEach(id -> counts.merge(id, 1L, Long::sum));
    }
    return new TokenFrequencies(documents.size(), counts);
  }

  /** Those of the documents of both. */
  public TokenFrequencies plus(TokenFrequencies other) {
    Map<Integer, Long> sum = new HashMap<>(counts);
    other.counts.forEach((id, count) -> sum.merge(id, count, Long::sum));
    return new TokenFrequencies(documents + other.documents, sum);
  }

  /** {@code ln((documents + 1) / (documents with the token + 1))}. */
  public double weight(int id) {
    return Math.log((documents + 1.0) / (counts.getOrDefault(id, 0L) + 1.0));
  }
}
