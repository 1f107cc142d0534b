package io.quantgrid.datasets.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Python's {@code re}, run by Java's engine. Character classes are
 * Unicode's and a line ends with {@code \n} alone, as in Python; syntax that Java reads otherwise
 * is rewritten. Each call may look at {@value #MAX_STEPS} characters, so that no pattern runs for
 * ever on what a model wrote.
 */
public final class PythonRegex {
  static final int MAX_STEPS = 20_000_000;
  private static final String SPECIAL = "()[]{}?*+-|^$\\.&~# \t\n\r\u000b\f";
  private final String source;
  private final Pattern pattern;

  private PythonRegex(String source, Pattern pattern) {
    this.source = source;
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException if the pattern cannot be read
   */
  public static PythonRegex compile(String source) {
    try {
      return new PythonRegex(
          source,
          Pattern.compile(
              PythonRegexSyntax.toJava(source),
              Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "Cannot read the regular expression "
              + source
              + ": "
              + e.getDescription()
              + " (expected Python's re syntax)",
          e);
    }
  }

  /**
   * {@code findall}: one entry per match, each the list of the groups ("" where one took no part),
   * or of the whole match alone if the pattern has no group.
   *
   * @throws IllegalStateException when the pattern backtracks beyond all bounds
   */
  public List<List<String>> findAll(String text) {
    return guarded(
        () -> {
          Matcher matcher = pattern.matcher(new CountedText(text));
          List<List<String>> matches = new ArrayList<>();
          while (matcher.find()) {
            matches.add(groups(matcher));
          }
          return matches;
        });
  }

  /**
   * {@code sub("", text)}.
   *
   * @throws IllegalStateException when the pattern backtracks beyond all bounds
   */
  public String remove(String text) {
    return guarded(() -> pattern.matcher(new CountedText(text)).replaceAll(""));
  }

  /**
   * {@code sub(replacement, text)}.
   *
   * @param replacement where {@code $1} is the first group, as Java has it
   * @throws IllegalStateException when the pattern backtracks beyond all bounds
   */
  public String replace(String text, String replacement) {
    return guarded(() -> pattern.matcher(new CountedText(text)).replaceAll(replacement));
  }

  /** {@code re.escape}: a pattern that matches the text itself. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SPECIAL.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  private static List<String> groups(Matcher matcher) {
    if (matcher.groupCount() == 0) {
      return List.of(matcher.group());
    }
    List<String> groups = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      groups.add(matcher.start(i) < 0 ? "" : matcher.group(i));
    }
    return groups;
  }

  private <T> T guarded(java.util.function.Supplier<T> call) {
    try {
      return call.get();
    } catch (StepsSpent | StackOverflowError e) {
      throw new IllegalStateException(
          "Cannot match "
              + source
              + ": it backtracks beyond all bounds (expected at most "
              + MAX_STEPS
              + " steps and no deep recursion)",
          e);
    }
  }

  @Override
  public String toString() {
    return source;
  }

  private static final class StepsSpent extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Counts how often the engine looks at a character. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private int steps;

    CountedText(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new StepsSpent();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
