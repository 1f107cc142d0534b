package io.quantgrid.datasets.python;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites what Python's and Java's regular expressions write differently. */
final class PythonRegexSyntax {
  private static final Pattern QUANTIFIER = Pattern.compile("\\{(\\d*)(,?)(\\d*)\\}");
  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private PythonRegexSyntax(String source) {
    this.source = source;
  }

  static String toJava(String source) {
    return new PythonRegexSyntax(source).rewrite();
  }

  private String rewrite() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\') {
        escape();
      } else if (c == '[') {
        characterClass();
      } else if (c == '{') {
        brace();
      } else if (source.startsWith("(?P<", at)) {
        out.append("(?<");
        at += 4;
        groupName('>');
      } else if (source.startsWith("(?P=", at)) {
        out.append("\\k<");
        at += 4;
        groupName(')');
        out.setCharAt(out.length() - 1, '>');
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  /** Java's group names have no underscore; two letters stand for it. */
  private void groupName(char end) {
    while (at < source.length() && source.charAt(at) != end) {
      char c = source.charAt(at++);
      out.append(c == '_' ? "Zu" : String.valueOf(c));
    }
    out.append(end);
    at++;
  }

  private void escape() {
    if (at + 1 >= source.length()) {
      out.append('\\');
      at++;
      return;
    }
    char next = source.charAt(at + 1);
    out.append('\\').append(next == 'Z' ? 'z' : next);
    at += 2;
  }

  /** A literal brace unless it counts repetitions; {@code {,3}} means {@code {0,3}}. */
  private void brace() {
    Matcher matcher = QUANTIFIER.matcher(source).region(at, source.length());
    boolean counts =
        matcher.lookingAt()
            && at > 0
            && !(matcher.group(1).isEmpty()
                && matcher.group(3).isEmpty()
                && matcher.group(2).isEmpty());
    if (!counts) {
      out.append("\\{");
      at++;
      return;
    }
    out.append('{').append(matcher.group(1).isEmpty() ? "0" : matcher.group(1));
    out.append(matcher.group(2)).append(matcher.group(3)).append('}');
    at = matcher.end();
  }

  /** Inside a class Python knows no nesting and no {@code &&}. */
  private void characterClass() {
    out.append('[');
    at++;
    if (at < source.length() && source.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    boolean first = true;
    while (at < source.length() && (first || source.charAt(at) != ']')) {
      char c = source.charAt(at);
      if (c == '\\') {
        escape();
      } else {
        out.append(c == '[' || c == '&' || c == ']' || c == '^' ? "\\" + c : String.valueOf(c));
        at++;
      }
      first = false;
    }
    if (at < source.length()) {
      out.append(']');
      at++;
    }
  }
}
