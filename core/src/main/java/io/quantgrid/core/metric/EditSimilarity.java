package io.quantgrid.core.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Levenshtein's distance (1966) in code points, and what it leaves of the longer text. */
public final class EditSimilarity {
  private EditSimilarity() {}

  /** 1 less the distance over the length of the longer text; 1 for two empty ones. */
  public static double of(String a, String b) {
    int longer = Math.max(a.codePointCount(0, a.length()), b.codePointCount(0, b.length()));
    return longer == 0 ? 1 : 1 - (double) distance(a, b) / longer;
  }

  /** Code points to insert, delete or replace: O(n m / 64) for what lies between equal ends. */
  public static int distance(String a, String b) {
    int[] from = a.codePoints().toArray();
    int[] to = b.codePoints().toArray();
    int shorter = Math.min(from.length, to.length);
    int start = 0;
    while (start < shorter && from[start] == to[start]) {
      start++;
    }
    int end = 0;
    while (end < shorter - start && from[from.length - 1 - end] == to[to.length - 1 - end]) {
      end++;
    }
    int[] middle = Arrays.copyOfRange(from, start, from.length - end);
    int[] other = Arrays.copyOfRange(to, start, to.length - end);
    return middle.length == 0 ? other.length : new Column(middle).through(other);
  }

  /**
   * A column of the table as its steps down, 64 rows in a word: where it rises by one and where it
   * falls (Myers 1999; blocks as Hyyrö 2003).
   */
  private static final class Column {
    private final int rows;
    private final long[] rises;
    private final long[] falls;
    private final long[] nowhere;
    private final Map<Integer, long[]> places = new HashMap<>();

    Column(int[] text) {
      rows = text.length;
      rises = new long[(rows + 63) / 64];
      falls = new long[rises.length];
      nowhere = new long[rises.length];
      Arrays.fill(rises, -1);
      for (int i = 0; i < rows; i++) {
        places.computeIfAbsent(text[i], c -> new long[nowhere.length])[i / 64] |= 1L << (i % 64);
      }
    }

    /** The cell at the bottom after all columns of another text. */
    int through(int[] other) {
      int bottom = rows;
      for (int c : other) {
        long[] matches = places.getOrDefault(c, nowhere);
        int step = 1; // the top row counts the columns
        for (int block = 0; block < rises.length; block++) {
          step = advance(block, matches[block], step);
        }
        bottom += step;
      }
      return bottom;
    }

    /**
     * Goes one column on.
     *
     * @param step how the row above the block changes: -1, 0 or 1
     * @return how its last row changes
     */
    private int advance(int block, long matches, int step) {
      long rise = rises[block];
      long fall = falls[block];
      long vertical = matches | fall;
      long equal = step < 0 ? matches | 1 : matches;
      long diagonal = (((equal & rise) + rise) ^ rise) | equal;
      long up = fall | ~(diagonal | rise);
      long down = rise & diagonal;
      int last = block == rises.length - 1 ? (rows - 1) % 64 : 63;
      int change = (int) ((up >>> last) & 1) - (int) ((down >>> last) & 1);
      up = (up << 1) | (step > 0 ? 1 : 0);
      down = (down << 1) | (step < 0 ? 1 : 0);
      rises[block] = down | ~(vertical | up);
      falls[block] = up & vertical;
      return change;
    }
  }
}
