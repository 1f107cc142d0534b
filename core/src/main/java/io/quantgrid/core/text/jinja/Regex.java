package io.quantgrid.core.text.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Python's {@code re.sub}. */
final class Regex {
  private static final Pattern REFERENCE = Pattern.compile("\\\\(?:g<(\\w+)>|(\\d{1,2})|(.))");

  private Regex() {}

  /** At most {@code count} replacements, or all for 0. */
  static String replace(String text, String pattern, String replacement, int count) {
    Matcher m;
    try {
      m = Pattern.compile(pattern.replace("(?P<", "(?<").replace("(?P=", "\\k<")).matcher(text);
    } catch (PatternSyntaxException e) {
      throw new JinjaException("error", e.getMessage());
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int n = 0; (count <= 0 || n < count) && m.find(); n++) {
      out.append(text, at, m.start()).append(expand(replacement, m));
      at = m.end();
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String expand(String replacement, Matcher m) {
    return REFERENCE
        .matcher(replacement)
        .replaceAll(
            reference -> {
              String name = reference.group(1) != null ? reference.group(1) : reference.group(2);
              String text;
              if (name == null) {
                text = escaped(reference.group(3));
              } else {
                boolean number = name.chars().allMatch(Character::isDigit);
                String group = number ? m.group(Integer.parseInt(name)) : m.group(name);
                text = group == null ? "" : group;
              }
              return Matcher.quoteReplacement(text);
            });
  }

  private static String escaped(String letter) {
    return switch (letter) {
      case "n" -> "\n";
      case "t" -> "\t";
      case "r" -> "\r";
      case "\\" -> "\\";
      default -> "\\" + letter;
    };
  }
}
