package io.quantgrid.datasets.latex;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * An answer of several: a pair, an interval, a set, or a list without brackets.
 *
 * @param brackets that stand around it; empty for none
 */
record AnswerParts(String brackets, List<String> parts) {
  private static final String SET = "{}";

  /** The parts between commas; empty where there is one. */
  static Optional<AnswerParts> of(String answer) {
    String text =
        answer
            .replace("\\left", "")
            .replace("\\right", "")
            .replace("\\{", "\u0001")
            .replace("\\}", "\u0002")
            .strip();
    String brackets = "";
    if (text.length() > 1) {
      String ends = text.charAt(0) + text.substring(text.length() - 1);
      if (ends.matches("[(\\[][)\\]]|\u0001\u0002")) {
        brackets = ends.equals("\u0001\u0002") ? SET : ends;
        text = text.substring(1, text.length() - 1);
      }
    }
    List<String> parts = split(text);
    return parts.size() > 1 ? Optional.of(new AnswerParts(brackets, parts)) : Optional.empty();
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += "([{\u0001".indexOf(c) >= 0 ? 1 : ")]}\u0002".indexOf(c) >= 0 ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  /** Whether the parts are equal: of sets and of lists without brackets in any order. */
  boolean equal(AnswerParts other, BiPredicate<String, String> equal) {
    if (!brackets.equals(other.brackets) || parts.size() != other.parts.size()) {
      return false;
    }
    boolean ordered = !brackets.isEmpty() && !brackets.equals(SET);
    List<String> left = new ArrayList<>(other.parts);
    for (String part : parts) {
      int at = 0;
      int end = ordered ? 1 : left.size();
      while (at < end && !equal.test(part, left.get(at))) {
        at++;
      }
      if (at == end) {
        return false;
      }
      left.remove(at);
    }
    return true;
  }
}
