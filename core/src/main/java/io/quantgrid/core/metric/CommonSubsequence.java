package io.quantgrid.core.metric;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The longest common subsequence of two lists of words, 64 cells of the table of lengths at a time:
 * a row is a bit for each word of the prediction, 0 where the length grows by one (Hyyrö 2004,
 * "Bit-parallel LCS-length computation revisited").
 */
final class CommonSubsequence {
  private CommonSubsequence() {}

  static int length(List<String> reference, List<String> prediction) {
    Map<String, long[]> places = places(prediction);
    long[] row = firstRow(prediction.size());
    for (String word : reference) {
      if (places.containsKey(word)) {
        next(row, places.get(word));
      }
    }
    return length(row, prediction.size());
  }

  /**
   * Positions in the reference of one of the longest: read from the end of the table, going up the
   * reference where both ways are equally long, as rouge-score does.
   */
  static BitSet positions(List<String> reference, List<String> prediction) {
    Map<String, long[]> places = places(prediction);
    long[][] rows = new long[reference.size() + 1][];
    rows[0] = firstRow(prediction.size());
    for (int i = 1; i < rows.length; i++) {
      long[] matches = places.get(reference.get(i - 1));
      rows[i] = matches == null ? rows[i - 1] : rows[i - 1].clone();
      if (matches != null) {
        next(rows[i], matches);
      }
    }
    BitSet positions = new BitSet();
    int i = reference.size();
    int j = prediction.size();
    for (int left = length(rows[i], j); left > 0; ) {
      if (reference.get(i - 1).equals(prediction.get(j - 1))) {
        positions.set(--i);
        j--;
        left--;
      } else if (length(rows[i - 1], j) < left) {
        j--;
      } else {
        i--;
      }
    }
    return positions;
  }

  private static long[] firstRow(int words) {
    long[] row = new long[(words + 63) / 64];
    Arrays.fill(row, -1);
    return row;
  }

  private static void next(long[] row, long[] matches) {
    long carry = 0;
    for (int i = 0; i < row.length; i++) {
      long both = row[i] & matches[i];
      long sum = row[i] + both + carry;
      // A carry out of the sum of two and a carry in, by the highest bits
      carry = ((row[i] & both) | ((row[i] | both) & ~sum)) >>> 63;
      row[i] = sum | (row[i] & ~matches[i]);
    }
  }

  /** The length up to a word of the prediction. */
  private static int length(long[] row, int words) {
    int ones = 0;
    for (int i = 0; 64 * i < words; i++) {
      int used = Math.min(64, words - 64 * i);
      ones += Long.bitCount(row[i] & (-1L >>> (64 - used)));
    }
    return words - ones;
  }

  /** Word to a bit for each position where it stands. */
  private static Map<String, long[]> places(List<String> words) {
    Map<String, long[]> places = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      long[] bits = places.computeIfAbsent(words.get(i), w -> new long[(words.size() + 63) / 64]);
      bits[i / 64] |= 1L << (i % 64);
    }
    return places;
  }
}
