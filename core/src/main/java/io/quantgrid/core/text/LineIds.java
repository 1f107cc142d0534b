package io.quantgrid.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Ids of texts that have lines in common, as prompts have that begin with the same examples: each
 * line is encoded once, as long as it is remembered. Thread safe.
 */
final class LineIds {
  /** Most characters that are remembered; then all are forgotten. With ids, about 40 MiB. */
  private static final long MOST_CHARACTERS = 1 << 22;

  /** Longer lines seldom come again. */
  private static final int LONGEST = 1 << 13;

  private final LineCuts cuts;
  private final Function<String, int[]> encoder;
  private final ConcurrentHashMap<String, int[]> known = new ConcurrentHashMap<>();
  private final AtomicLong characters = new AtomicLong();

  /**
   * @param encoder the ids of a text without special tokens
   */
  LineIds(LineCuts cuts, Function<String, int[]> encoder) {
    this.cuts = cuts;
    this.encoder = encoder;
  }

  /** The ids of the text, those of the whole. */
  int[] of(String text) {
    int first = cuts.next(text, 0);
    if (first == text.length()) {
      return encoder.apply(text);
    }
    List<int[]> parts = new ArrayList<>();
    int length = 0;
    for (int from = 0, to = first; from < text.length(); from = to, to = cuts.next(text, from)) {
      int[] ids = part(text.substring(from, to));
      parts.add(ids);
      length += ids.length;
    }
    int[] all = new int[length];
    int at = 0;
    for (int[] ids : parts) {
      System.arraycopy(ids, 0, all, at, ids.length);
      at += ids.length;
    }
    return all;
  }

  private int[] part(String line) {
    int[] ids = known.get(line);
    if (ids == null) {
      ids = encoder.apply(line);
      if (line.length() <= LONGEST) {
        remember(line, ids);
      }
    }
    return ids;
  }

  private void remember(String line, int[] ids) {
    if (characters.addAndGet(line.length()) > MOST_CHARACTERS) {
      known.clear();
      characters.set(line.length());
    }
    known.put(line, ids);
  }
}
