package io.quantgrid.core.metric;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How much of a generated text says again what it said before, 0 to 1, lower is better: the share
 * of runs of tokens, or of sentences, that occurred earlier in the same text, 1 - distinct / all
 * (seq-rep-n of Welleck et al. 2019). 0 where there are none.
 */
public final class Repetition {
  /** Sentences end at a line's end, behind . ! ? and what closes a quote, and behind 。！？. */
  private static final Pattern ENDS =
      Pattern.compile("\\R+|(?<=[.!?…][\"')\\]”’]{0,2})\\s+|(?<=[。！？])");

  private Repetition() {}

  /**
   * The share of repeated runs of {@code n} tokens.
   *
   * @param n 1 or more
   */
  public static double ofTokens(int[] tokens, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("Cannot count runs of tokens: " + n + " (expected 1 up)");
    }
    int runs = tokens.length - n + 1;
    if (runs < 1) {
      return 0;
    }
    // Ids of runs of k tokens from those of k - 1: a run is the shorter one and a token.
    int[] ids = new int[runs];
    int distinct = 1;
    for (int k = 0; k < n; k++) {
      Map<Long, Integer> known = new HashMap<>();
      for (int i = 0; i < runs; i++) {
        long run = ((long) ids[i] << 32) | (tokens[i + k] & 0xffffffffL);
        ids[i] = known.computeIfAbsent(run, key -> known.size());
      }
      distinct = known.size();
    }
    return 1 - (double) distinct / runs;
  }

  /** The share of repeated sentences, compared without case and additional white space. */
  public static double ofSentences(String text) {
    int sentences = 0;
    Set<String> distinct = new HashSet<>();
    for (String part : ENDS.split(text)) {
      List<String> words = PlainText.words(PlainText.lower(part));
      if (!words.isEmpty()) {
        sentences++;
        distinct.add(String.join(" ", words));
      }
    }
    return sentences == 0 ? 0 : 1 - (double) distinct.size() / sentences;
  }
}
