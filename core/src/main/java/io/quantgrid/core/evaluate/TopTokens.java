package io.quantgrid.core.evaluate;

/**
 * The most likely tokens at every scored token of an item.
 *
 * @param k entries per scored token
 * @param ids {@code [scored tokens * k]}, most likely first
 * @param logprobs natural logarithms, the same layout
 */
record TopTokens(int k, int[] ids, float[] logprobs) {
  TopTokens(int k, int scoredTokens) {
    this(k, new int[k * scoredTokens], new float[k * scoredTokens]);
  }

  /** Copies row {@code row} of {@code [n, k]} arrays to a scored token. */
  void put(int token, long[] allIds, float[] allLogprobs, int row) {
    for (int i = 0; i < k; i++) {
      ids[token * k + i] = Math.toIntExact(allIds[row * k + i]);
      logprobs[token * k + i] = allLogprobs[row * k + i];
    }
  }
}
