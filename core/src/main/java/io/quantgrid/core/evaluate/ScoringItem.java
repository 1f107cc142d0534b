package io.quantgrid.core.evaluate;

import java.util.List;

/**
 * The token ids of an item that is scored.
 *
 * @param requests per request its pairs, already cut to the model's length: one, or the windows of
 *     a rolling request
 */
record ScoringItem(long docId, List<List<TokenPair>> requests) {
  ScoringItem {
    requests = requests.stream().map(List::copyOf).toList();
  }

  /** Scored tokens over all requests. */
  int scoredTokens() {
    return requests.stream()
        .flatMap(List::stream)
        .mapToInt(pair -> pair.continuation().length)
        .sum();
  }
}
