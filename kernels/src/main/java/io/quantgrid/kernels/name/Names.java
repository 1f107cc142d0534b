package io.quantgrid.kernels.name;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a mistyped one stands for. */
public final class Names {
  private static final int LONGEST = 200;

  private Names() {}

  /**
   * The candidate with the fewest edits (insertions, deletions, substitutions, swaps of neighbours;
   * case does not count) from {@code word}; the first of several. Empty when none is within a third
   * of the length of the word, or one, and so is no likely meaning of it.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    if (word.isBlank() || word.length() > LONGEST) {
      return Optional.empty();
    }
    int fewest = Math.max(1, word.length() / 3) + 1;
    String best = null;
    for (String candidate : candidates) {
      int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (edits < fewest && edits < Math.max(word.length(), candidate.length())) {
        fewest = edits;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code "; did you mean <nearest>?"}, or the empty string: the end of an error message. */
  public static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /** Optimal string alignment distance (Damerau-Levenshtein without edits inside a swap). */
  static int edits(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, 1 + Math.min(last[j], row[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] recycled = beforeLast;
      beforeLast = last;
      last = row;
      row = recycled;
    }
    return last[b.length()];
  }
}
