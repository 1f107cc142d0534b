package io.quantgrid.core.metric;

import java.util.BitSet;
import java.util.List;

/** The longest common subsequence of two lists of words. */
final class CommonSubsequence {
  private CommonSubsequence() {}

  /** Two rows of the table of lengths: O(n m) time, O(m) memory. */
  static int length(List<String> reference, List<String> prediction) {
    int[] previous = new int[prediction.size() + 1];
    int[] current = new int[prediction.size() + 1];
    for (String word : reference) {
      for (int j = 1; j < current.length; j++) {
        current[j] =
            word.equals(prediction.get(j - 1))
                ? previous[j - 1] + 1
                : Math.max(previous[j], current[j - 1]);
      }
      int[] free = previous;
      previous = current;
      current = free;
    }
    return previous[prediction.size()];
  }

  /**
   * Positions in the reference of one of the longest: read from the end of the table, going up the
   * reference where both ways are equally long, as rouge-score does.
   */
  static BitSet positions(List<String> reference, List<String> prediction) {
    int[][] table = table(reference, prediction);
    BitSet positions = new BitSet();
    int i = reference.size();
    int j = prediction.size();
    while (i > 0 && j > 0) {
      if (reference.get(i - 1).equals(prediction.get(j - 1))) {
        positions.set(i - 1);
        i--;
        j--;
      } else if (table[i][j - 1] > table[i - 1][j]) {
        j--;
      } else {
        i--;
      }
    }
    return positions;
  }

  /** [words of the reference + 1, words of the prediction + 1] */
  private static int[][] table(List<String> reference, List<String> prediction) {
    int[][] table = new int[reference.size() + 1][prediction.size() + 1];
    for (int i = 1; i < table.length; i++) {
      for (int j = 1; j < table[i].length; j++) {
        table[i][j] =
            reference.get(i - 1).equals(prediction.get(j - 1))
                ? table[i - 1][j - 1] + 1
                : Math.max(table[i - 1][j], table[i][j - 1]);
      }
    }
    return table;
  }
}
