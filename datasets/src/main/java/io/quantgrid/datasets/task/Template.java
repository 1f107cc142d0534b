package io.quantgrid.datasets.task;

import io.quantgrid.core.text.jinja.Jinja;
import io.quantgrid.core.text.jinja.JinjaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Jinja template. One that only puts texts in places ({@code "Q: {{question}}\nA:"}) is filled in
 * directly where the columns hold texts; everything else is rendered by {@link Jinja}, which also
 * speaks for what is missing.
 */
final class Template {
  private static final Pattern PLACE =
      Pattern.compile("\\{\\{\\s*([A-Za-z_][A-Za-z_0-9]*)\\s*\\}\\}");
  private static final List<String> WORDS =
      List.of("true", "false", "none", "True", "False", "None");

  /** Parses each template once. */
  private static final Jinja JINJA = Jinja.forTasks();

  private final String source;

  /** Literal text and column names in turn; empty when the template is more than that. */
  private final List<String> pieces;

  private Template(String source) {
    this.source = source;
    this.pieces = pieces(source);
  }

  /**
   * @throws IllegalArgumentException naming the line where the template cannot be read
   */
  static Template compile(String source) {
    try {
      JINJA.check(source);
    } catch (JinjaException e) {
      throw new IllegalArgumentException(e.placed(), e);
    }
    return new Template(source);
  }

  static boolean isTemplate(String text) {
    return text.contains("{{") || text.contains("{%") || text.contains("{#");
  }

  /**
   * @throws IllegalArgumentException for what the template cannot do with these values
   */
  String render(Map<String, Object> values) {
    return render(values, Set.of());
  }

  /**
   * @param absent names among the values that stand for what is not there: they may be tested only
   * @throws IllegalArgumentException for what the template cannot do with these values
   */
  String render(Map<String, Object> values, Set<String> absent) {
    if (pieces.isEmpty()) {
      return renderByJinja(values, absent);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      if (i % 2 == 0) {
        text.append(pieces.get(i));
      } else if (values.get(pieces.get(i)) instanceof String value) {
        text.append(value);
      } else {
        return renderByJinja(values, absent);
      }
    }
    return text.toString();
  }

  /** What {@link #render} must equal. */
  String renderByJinja(Map<String, Object> values, Set<String> absent) {
    try {
      return JINJA.render(source, values, absent);
    } catch (JinjaException e) {
      throw new IllegalArgumentException(e.placed(), e);
    }
  }

  String source() {
    return source;
  }

  /** The source in one line, for messages. */
  static String shown(String source) {
    return source.replace("\n", "\\n");
  }

  private static List<String> pieces(String source) {
    List<String> pieces = new ArrayList<>();
    Matcher matcher = PLACE.matcher(source);
    int end = 0;
    while (matcher.find()) {
      if (WORDS.contains(matcher.group(1))) {
        return List.of();
      }
      pieces.add(source.substring(end, matcher.start()));
      pieces.add(matcher.group(1));
      end = matcher.end();
    }
    pieces.add(source.substring(end));
    for (int i = 0; i < pieces.size(); i += 2) {
      if (pieces.get(i).contains("{") || pieces.get(i).contains("}")) {
        return List.of();
      }
    }
    return pieces;
  }
}
