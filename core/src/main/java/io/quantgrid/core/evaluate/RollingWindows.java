package io.quantgrid.core.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a long text into windows that score disjoint tokens, as {@code
 * get_rolling_token_windows(context_len=1)} of lm-evaluation-harness 0.4.13: the first is
 * conditioned on the prefix token alone, later ones on the one token before them, the last, shorter
 * one on all the context that fits.
 */
final class RollingWindows {
  private RollingWindows() {}

  /**
   * Windows in order; none for no tokens.
   *
   * @param maxLength most ids a model is fed
   */
  static List<TokenPair> of(int[] tokens, int prefix, int maxLength) {
    List<TokenPair> windows = new ArrayList<>();
    int first = Math.min(maxLength, tokens.length);
    if (first > 0) {
      windows.add(new TokenPair(new int[] {prefix}, Arrays.copyOf(tokens, first)));
    }
    for (int start = first; start < tokens.length; ) {
      int end = Math.min(start + maxLength, tokens.length);
      int contextStart = end - maxLength - 1;
      windows.add(
          new TokenPair(
              Arrays.copyOfRange(tokens, contextStart, start),
              Arrays.copyOfRange(tokens, start, end)));
      start = end;
    }
    return windows;
  }
}
