package io.quantgrid.core.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * ROUGE-L (Lin 2004) between two texts: F1 of the longest common subsequence of words. Words as the
 * package rouge-score takes them without stemming: lower case, everything but a-z and 0-9
 * separates.
 */
final class RougeL {
  private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

  private RougeL() {}

  /**
   * 0 to 1. Equal texts score 1 even if they hold no words; otherwise a text without words scores
   * 0.
   */
  static double f1(String reference, String text) {
    if (reference.equals(text)) {
      return 1;
    }
    List<String> expected = words(reference);
    List<String> actual = words(text);
    int common = longestCommonSubsequence(expected, actual);
    if (common == 0) {
      return 0;
    }
    double precision = (double) common / actual.size();
    double recall = (double) common / expected.size();
    return 2 * precision * recall / (precision + recall);
  }

  static List<String> words(String text) {
    return Arrays.stream(SEPARATORS.split(text.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Two rows of the table of lengths: O(n m) time, O(m) memory. */
  private static int longestCommonSubsequence(List<String> a, List<String> b) {
    int[] previous = new int[b.size() + 1];
    for (String word : a) {
      int[] current = new int[b.size() + 1];
      for (int j = 1; j <= b.size(); j++) {
        current[j] =
            word.equals(b.get(j - 1)) ? previous[j - 1] + 1 : Math.max(previous[j], current[j - 1]);
      }
      previous = current;
    }
    return previous[b.size()];
  }
}
