package io.quantgrid.datasets.latex;

import java.util.Optional;

/** The last {@code \boxed} answer of a worked solution, as MATH's authors look for it. */
public final class Boxed {
  private static final String WITH_SPACE = "\\boxed ";
  private static final String WITH_BRACE = "\\boxed{";

  private Boxed() {}

  /** What stands in the last box; empty without one that is closed. */
  public static Optional<String> last(String text) {
    return lastWithBox(text).flatMap(Boxed::content);
  }

  private static Optional<String> lastWithBox(String text) {
    int spaced = text.lastIndexOf(WITH_SPACE);
    if (spaced >= 0) {
      String rest = text.substring(spaced + WITH_SPACE.length());
      int dollar = rest.indexOf('$');
      return Optional.of(WITH_SPACE + (dollar < 0 ? rest : rest.substring(0, dollar)));
    }
    int start = text.lastIndexOf("\\boxed");
    if (start < 0) {
      start = text.lastIndexOf("\\fbox");
    }
    int open = 0;
    for (int i = Math.max(start, 0); start >= 0 && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        open++;
      } else if (c == '}' && --open == 0) {
        return Optional.of(text.substring(start, i + 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> content(String box) {
    if (box.startsWith(WITH_SPACE)) {
      return Optional.of(box.substring(WITH_SPACE.length()));
    }
    return box.startsWith(WITH_BRACE)
        ? Optional.of(box.substring(WITH_BRACE.length(), box.length() - 1))
        : Optional.empty();
  }
}
