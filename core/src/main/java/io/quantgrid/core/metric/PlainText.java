package io.quantgrid.core.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What Python's {@code str} calls white space, words and lower case; the packages rely on it. */
final class PlainText {
  private PlainText() {}

  static boolean isSpace(int codePoint) {
    return switch (codePoint) {
      case '\t', '\n', 0x0b, '\f', '\r', 0x1c, 0x1d, 0x1e, 0x1f, ' ', 0x85, 0xa0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
      default -> codePoint >= 0x2000 && codePoint <= 0x200a;
    };
  }

  /** The runs without white space, in order. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && !isSpace(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      }
    }
    return words;
  }

  /** Without white space at the end. */
  static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Without white space at both ends. */
  static String strip(String text) {
    String stripped = stripEnd(text);
    int start = 0;
    while (start < stripped.length() && isSpace(stripped.charAt(start))) {
      start++;
    }
    return stripped.substring(start);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
