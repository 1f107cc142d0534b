package io.quantgrid.datasets.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Methods of Python's {@code str} where Java's differ. */
public final class PythonText {
  /** {@code string.punctuation}. */
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private PythonText() {}

  /** {@code str.isspace} of one character. */
  public static boolean isSpace(int codePoint) {
    return switch (codePoint) {
      case '\t', '\n', 0x0b, '\f', '\r', 0x1c, 0x1d, 0x1e, 0x1f, ' ', 0x85, 0xa0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
      default -> codePoint >= 0x2000 && codePoint <= 0x200a;
    };
  }

  /** {@code text.strip()}. */
  public static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** {@code len(re.split(r"\s+", text))}: one for an empty text. */
  public static long words(String text) {
    long words = 1;
    boolean inSpace = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = isSpace(text.charAt(i));
      if (space && !inSpace) {
        words++;
      }
      inSpace = space;
    }
    return words;
  }

  /** {@code text.lower()}. */
  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** {@code text.capitalize()}: the first letter as in a title, the others small. */
  public static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    String rest = text.substring(Character.charCount(first));
    return Character.toString(Character.toTitleCase(first)) + lower(rest);
  }

  /** {@code text.split()}: the pieces between white space. */
  public static List<String> split(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        if (i > start) {
          pieces.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return pieces;
  }

  /** {@code text.upper()}. */
  public static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /** Without the characters of {@code string.punctuation}. */
  public static String withoutPunctuation(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.chars().filter(c -> PUNCTUATION.indexOf(c) < 0).forEach(c -> kept.append((char) c));
    return kept.toString();
  }

  /** Without the characters of Unicode's categories P*. */
  public static String withoutUnicodePunctuation(String text) {
    return text.codePoints()
        .filter(c -> !isPunctuation(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isPunctuation(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** Without the characters of {@code string.digits}. */
  public static String withoutDigits(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.chars().filter(c -> c < '0' || c > '9').forEach(c -> kept.append((char) c));
    return kept.toString();
  }

  /** Whether {@code text.isdigit()} holds for ASCII digits. */
  public static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
