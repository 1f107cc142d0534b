package io.quantgrid.datasets.sentence;

import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word or mark of a text, as the sentence detector of Kiss and Strunk (2006) looks at it: a
 * period at its end belongs to it.
 */
record SentenceToken(String text) {
  private static final String MARK = "[)\";}\\]*:@'({\\[?!]";
  private static final String RUN = "(?:-{2,}|\\.{2,}|(?:\\.\\s){2,}\\.)";
  private static final Pattern TOKEN =
      Pattern.compile(
          RUN
              + "|(?=[^(\"`{\\[:;&#*@)}\\],-])\\S+?(?=\\s|\\z|"
              + MARK
              + "|"
              + RUN
              + "|,(?=\\z|\\s|"
              + MARK
              + "|"
              + RUN
              + "))|\\S",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern NUMBER = Pattern.compile("-?[.,]?\\d[\\d,.-]*\\.?");

  static List<SentenceToken> all(String text) {
    List<SentenceToken> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(new SentenceToken(matcher.group()));
    }
    return tokens;
  }

  boolean endsWithPeriod() {
    return text.endsWith(".");
  }

  boolean isEllipsis() {
    return text.length() > 1 && text.chars().allMatch(c -> c == '.');
  }

  /** A letter and a period. */
  boolean isInitial() {
    return text.length() == 2 && Character.isLetter(text.charAt(0)) && endsWithPeriod();
  }

  boolean isNumber() {
    return NUMBER.matcher(text).matches();
  }

  boolean isCapitalized() {
    return Character.isUpperCase(text.codePointAt(0));
  }

  boolean isLowercase() {
    return Character.isLowerCase(text.codePointAt(0));
  }

  /** In lower case, without a period at its end. */
  String word() {
    String lower = PythonText.lower(text);
    return lower.length() > 1 && lower.endsWith(".")
        ? lower.substring(0, lower.length() - 1)
        : lower;
  }
}
