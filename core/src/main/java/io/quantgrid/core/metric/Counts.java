package io.quantgrid.core.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each n-gram (or word) occurs. */
final class Counts {
  private final Map<String, Integer> counts = new HashMap<>();

  /** Of runs of {@code n} words. Words hold no space, so a space between them keeps them apart. */
  static Counts ofWords(List<String> words, int n) {
    Counts counts = new Counts();
    for (int i = 0; i + n <= words.size(); i++) {
      counts.add(n == 1 ? words.get(i) : String.join(" ", words.subList(i, i + n)), 1);
    }
    return counts;
  }

  /** Of runs of {@code n} code points. */
  static Counts ofCodePoints(String text, int n) {
    Counts counts = new Counts();
    int start = 0;
    int end = 0;
    for (int taken = 0; end < text.length(); ) {
      end += Character.charCount(text.codePointAt(end));
      if (++taken >= n) {
        counts.add(text.substring(start, end), 1);
        start += Character.charCount(text.codePointAt(start));
      }
    }
    return counts;
  }

  private void add(String key, int times) {
    counts.merge(key, times, Integer::sum);
  }

  /** Takes from another whatever occurs there more often. */
  void raiseTo(Counts other) {
    other.counts.forEach((key, count) -> counts.merge(key, count, Math::max));
  }

  /** All occurrences. */
  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Different ones. */
  int distinct() {
    return counts.size();
  }

  /** Occurrences that this and another have in common: the smaller count of each, summed. */
  int common(Counts other) {
    int common = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      common += Math.min(entry.getValue(), other.counts.getOrDefault(entry.getKey(), 0));
    }
    return common;
  }

  /** Takes away one occurrence of a key from this and from another, if both have one. */
  boolean takeFromBoth(Counts other, String key) {
    int here = counts.getOrDefault(key, 0);
    int there = other.counts.getOrDefault(key, 0);
    if (here == 0 || there == 0) {
      return false;
    }
    counts.put(key, here - 1);
    other.counts.put(key, there - 1);
    return true;
  }
}
