package io.quantgrid.datasets.longcontext;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an answer is judged; 0 to 1. */
enum Scoring {
  /** The share of expected strings that the answer has, in any case: RULER's rule. */
  ALL("string_match_all") {
    @Override
    double score(List<String> expected, String answer) {
      return (double) found(expected, answer) / expected.size();
    }
  },
  /** Whether the answer has any of the expected strings: RULER's rule for questions. */
  PART("string_match_part") {
    @Override
    double score(List<String> expected, String answer) {
      return found(expected, answer) > 0 ? 1 : 0;
    }
  },
  /**
   * Whether the first number in angle brackets, else the last number, is the expected one:
   * LongEval's rule for lines.
   */
  NUMBER("acc") {
    @Override
    double score(List<String> expected, String answer) {
      return expected.get(0).equals(number(answer)) ? 1 : 0;
    }
  };

  private static final Pattern BRACKETS = Pattern.compile("<(\\d+)>");
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private final String metric;

  Scoring(String metric) {
    this.metric = metric;
  }

  /** The name of the metric. */
  String metric() {
    return metric;
  }

  abstract double score(List<String> expected, String answer);

  private static long found(List<String> expected, String answer) {
    String text = answer.toLowerCase(Locale.ROOT);
    return expected.stream().filter(one -> text.contains(one.toLowerCase(Locale.ROOT))).count();
  }

  private static String number(String answer) {
    Matcher brackets = BRACKETS.matcher(answer);
    if (brackets.find()) {
      return brackets.group(1);
    }
    Matcher digits = DIGITS.matcher(answer);
    String last = "";
    while (digits.find()) {
      last = digits.group();
    }
    return last;
  }
}
