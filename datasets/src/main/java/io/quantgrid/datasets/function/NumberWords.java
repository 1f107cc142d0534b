package io.quantgrid.datasets.function;

import io.quantgrid.datasets.python.PythonRegex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whole numbers in English words. */
final class NumberWords {
  /**
   * Such words in small letters, with what may join them: as the harness looks for them, which
   * passes over some digits that stand alone.
   */
  static final PythonRegex PATTERN =
      PythonRegex.compile(
          "((?:(?:"
              + word("teen|ty", "|een|y")
              + ")(?:"
              + word("|teen|ty", "een|y")
              + "|[^\\S\\r\\n]|,|and|&)+)?(?:"
              + word("teen|ty", "een|y")
              + "))");

  private static final List<String> ONES =
      List.of(
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");

  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");

  private static final Map<String, Long> SCALES =
      Map.of(
          "thousand", 1_000L,
          "million", 1_000_000L,
          "billion", 1_000_000_000L,
          "trillion", 1_000_000_000_000L);

  private static final Map<String, Long> VALUES = values();

  private NumberWords() {}

  /**
   * @param tens how those from six on, two, three, four and five may end
   * @param eights how eight may end
   */
  private static String word(String tens, String eights) {
    return "zero|one|two|three|four|five|(?:twen|thir|for|fif|six|seven|nine)(?:"
        + tens
        + ")|eight(?:"
        + eights
        + ")|ten|eleven|twelve|fourteen|hundred|thousand|(?:m|b|tr)illion";
  }

  /** The number; words that are none are passed over. */
  static long value(String words) {
    long total = 0;
    long current = 0;
    for (String word : words.split("[^a-z]+", -1)) {
      if (word.equals("hundred")) {
        current = Math.max(current, 1) * 100;
      } else if (SCALES.containsKey(word)) {
        total += Math.max(current, 1) * SCALES.get(word);
        current = 0;
      } else {
        current += VALUES.getOrDefault(word, 0L);
      }
    }
    return total + current;
  }

  private static Map<String, Long> values() {
    Map<String, Long> values = new HashMap<>();
    for (int i = 0; i < ONES.size(); i++) {
      values.put(ONES.get(i), (long) i);
    }
    for (int i = 0; i < TENS.size(); i++) {
      values.put(TENS.get(i), 20L + 10L * i);
    }
    return values;
  }
}
