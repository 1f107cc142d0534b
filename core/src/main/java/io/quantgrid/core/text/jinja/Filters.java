package io.quantgrid.core.text.jinja;

import io.quantgrid.core.text.jinja.Library.Call;
import io.quantgrid.core.text.jinja.Library.Filter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Jinja2's filters on texts, numbers and mappings ({@code jinja2/filters.py}). */
final class Filters {
  private Filters() {}

  static Map<String, Filter> all() {
    Map<String, Filter> filters = new HashMap<>(SequenceFilters.all());
    filters.put("abs", (v, c) -> Operators.compare(v, 0L) < 0 ? Operators.negate(v) : v);
    filters.put("attr", (v, c) -> Attributes.attribute(v, text(c, 0, "name", ""), c.rendering()));
    for (String name : List.of("default", "d")) {
      filters.put(name, Filters::orDefault);
    }
    for (String name : List.of("escape", "e")) {
      filters.put(name, (v, c) -> escape(Printing.str(v)));
    }
    filters.put("safe", (v, c) -> Printing.str(v));
    filters.put("string", (v, c) -> Printing.str(v));
    filters.put("pprint", (v, c) -> Printing.repr(v));
    filters.put("float", Filters::real);
    filters.put("int", Filters::integer);
    filters.put("round", Filters::round);
    filters.put(
        "format",
        (v, c) ->
            Formatting.percent(
                Printing.str(v), c.named().isEmpty() ? new Tuple(c.positional()) : c.named()));
    filters.put("indent", Filters::indent);
    filters.put("tojson", (v, c) -> JsonText.forHtml(v, c.argument(0, "indent", null)));
    filters.put("trim", (v, c) -> method("strip", v, c));
    for (String name : List.of("upper", "lower", "capitalize")) {
      filters.put(name, (v, c) -> method(name, v, c));
    }
    filters.put("title", (v, c) -> words(Printing.str(v)));
    filters.put("replace", (v, c) -> method("replace", v, c));
    filters.put(
        "wordcount",
        (v, c) ->
            (long) Printing.str(v).codePoints().collect(Words::new, Words::add, Words::join).n);
    filters.put("items", Filters::items);
    filters.put("dictsort", Filters::dictsort);
    return filters;
  }

  private static Object orDefault(Object value, Call call) {
    boolean falsy = Values.truth(call.argument(1, "boolean", false));
    boolean replace = value instanceof Undefined || (falsy && !Values.truth(value));
    return replace ? call.argument(0, "default_value", "") : value;
  }

  private static Object method(String name, Object value, Call call) {
    return Methods.of(Printing.str(value), name)
        .orElseThrow()
        .call(call.positional(), call.named());
  }

  private static Object real(Object value, Call call) {
    try {
      return value instanceof String s
          ? (Object) Double.parseDouble(s.strip().replace("_", ""))
          : Values.real(number(value));
    } catch (NumberFormatException | JinjaException e) {
      return call.argument(0, "default", 0.0);
    }
  }

  private static Object integer(Object value, Call call) {
    try {
      if (value instanceof String s) {
        String digits = s.strip().replace("_", "");
        int radix = Values.small(call.argument(1, "base", 10L));
        return digits.matches("[-+]?[0-9a-zA-Z]+")
            ? Values.integer(new java.math.BigInteger(digits, radix))
            : Values.integer(new BigDecimal(Double.parseDouble(digits)).toBigInteger());
      }
      Object number = number(value);
      return number instanceof Double d
          ? Values.integer(new BigDecimal(d).toBigInteger())
          : Values.integer(Values.big(number));
    } catch (NumberFormatException | JinjaException e) {
      return call.argument(0, "default", 0L);
    }
  }

  private static Object number(Object value) {
    if (value instanceof Undefined u) {
      u.use();
    }
    if (!Values.isNumber(value)) {
      throw JinjaException.type("not a number: " + Values.typeName(value));
    }
    return value;
  }

  private static Object round(Object value, Call call) {
    int digits = Values.small(call.argument(0, "precision", 0L));
    RoundingMode mode =
        switch (Values.text(call.argument(1, "method", "common"))) {
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> RoundingMode.HALF_EVEN;
        };
    double rounded =
        new BigDecimal(Values.real(number(value)))
            .setScale(Math.max(-400, Math.min(400, digits)), mode)
            .doubleValue();
    return Values.isInteger(value) && mode == RoundingMode.HALF_EVEN
        ? Values.integer(BigDecimal.valueOf(rounded).toBigInteger())
        : rounded;
  }

  private static Object indent(Object value, Call call) {
    Object width = call.argument(0, "width", 4L);
    String pad =
        width instanceof String s
            ? s
            : " ".repeat(Math.min(1000, Math.max(0, Values.small(width))));
    boolean first = Values.truth(call.argument(1, "first", false));
    boolean blank = Values.truth(call.argument(2, "blank", false));
    StringJoiner out = new StringJoiner("\n");
    boolean start = true;
    for (String line : Printing.str(value).split("\n", -1)) {
      boolean padded = start ? first : blank || !line.isEmpty();
      out.add(padded ? pad + line : line);
      start = false;
    }
    return out.toString();
  }

  private static Object items(Object value, Call call) {
    if (value instanceof Undefined) {
      return new ArrayList<>();
    }
    if (!(value instanceof Map)) {
      throw JinjaException.type("Can only get item pairs from a mapping.");
    }
    return Methods.of(value, "items").orElseThrow().call(List.of(), Map.of());
  }

  private static Object dictsort(Object value, Call call) {
    boolean byCase = Values.truth(call.argument(0, "case_sensitive", false));
    int by = Values.text(call.argument(1, "by", "key")).equals("value") ? 1 : 0;
    List<Object> items = new ArrayList<>(Values.iterate(items(value, call)));
    items.sort(
        (a, b) ->
            Operators.compare(
                SequenceFilters.folded(((List<?>) a).get(by), byCase),
                SequenceFilters.folded(((List<?>) b).get(by), byCase)));
    if (Values.truth(call.argument(2, "reverse", false))) {
      java.util.Collections.reverse(items);
    }
    return items;
  }

  private static String text(Call call, int position, String name, String otherwise) {
    return Values.text(call.argument(position, name, otherwise));
  }

  private static String escape(String text) {
    Map<String, String> entities = new LinkedHashMap<>();
    entities.put("&", "&amp;");
    entities.put(">", "&gt;");
    entities.put("<", "&lt;");
    entities.put("'", "&#39;");
    entities.put("\"", "&#34;");
    String escaped = text;
    for (Map.Entry<String, String> entity : entities.entrySet()) {
      escaped = escaped.replace(entity.getKey(), entity.getValue());
    }
    return escaped;
  }

  /** As the filter does it: a word starts after a space, hyphen or opening bracket. */
  private static String words(String text) {
    StringBuilder out = new StringBuilder();
    boolean starts = true;
    for (int c : text.codePoints().toArray()) {
      String one = Character.toString(c);
      out.append(starts ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
      starts = Character.isWhitespace(c) || "-({[<".indexOf(c) >= 0;
    }
    return out.toString();
  }

  /** Counts runs of letters, digits and underscores. */
  private static final class Words {
    private int n;
    private boolean inside;

    void add(int c) {
      boolean letter = Character.isLetterOrDigit(c) || c == '_';
      n += letter && !inside ? 1 : 0;
      inside = letter;
    }

    void join(Words other) {
      n += other.n;
    }
  }
}
