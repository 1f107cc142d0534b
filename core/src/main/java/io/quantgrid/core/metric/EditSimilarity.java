package io.quantgrid.core.metric;

/** Levenshtein's distance (1966) in code points, and what it leaves of the longer text. */
public final class EditSimilarity {
  private EditSimilarity() {}

  /** 1 less the distance over the length of the longer text; 1 for two empty ones. */
  public static double of(String a, String b) {
    int longer = Math.max(a.codePointCount(0, a.length()), b.codePointCount(0, b.length()));
    return longer == 0 ? 1 : 1 - (double) distance(a, b) / longer;
  }

  /** Code points to insert, delete or replace: O(n m) time for what lies between equal ends. */
  public static int distance(String a, String b) {
    int[] from = a.codePoints().toArray();
    int[] to = b.codePoints().toArray();
    int start = 0;
    while (start < Math.min(from.length, to.length) && from[start] == to[start]) {
      start++;
    }
    int end = 0;
    while (end < Math.min(from.length, to.length) - start
        && from[from.length - 1 - end] == to[to.length - 1 - end]) {
      end++;
    }
    return between(from, start, from.length - end, to, to.length - end);
  }

  /** Of {@code a[start, endA)} and {@code b[start, endB)}, two rows of the table at a time. */
  private static int between(int[] a, int start, int endA, int[] b, int endB) {
    int[] above = new int[endB - start + 1];
    int[] row = new int[above.length];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = start; i < endA; i++) {
      row[0] = i - start + 1;
      for (int j = 1; j < row.length; j++) {
        int replaced = above[j - 1] + (a[i] == b[start + j - 1] ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      int[] free = above;
      above = row;
      row = free;
    }
    return above[endB - start];
  }
}
