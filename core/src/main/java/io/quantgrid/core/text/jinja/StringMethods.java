package io.quantgrid.core.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Methods of Python's str. */
final class StringMethods {
  private static final int MAX_WIDTH = 10_000;

  private StringMethods() {}

  static Optional<Function> of(String s, String name) {
    Function method =
        switch (name) {
          case "upper" -> (a, n) -> s.toUpperCase(Locale.ROOT);
          case "lower", "casefold" -> (a, n) -> s.toLowerCase(Locale.ROOT);
          case "capitalize" -> (a, n) -> capitalize(s);
          case "title" -> (a, n) -> title(s);
          case "swapcase" -> (a, n) -> swapCase(s);
          case "strip" -> (a, n) -> strip(s, a, true, true);
          case "lstrip" -> (a, n) -> strip(s, a, true, false);
          case "rstrip" -> (a, n) -> strip(s, a, false, true);
          case "split" -> (a, n) -> split(s, arg(a, n, 0, "sep"), count(a, n, "maxsplit"));
          case "rsplit" -> (a, n) -> rsplit(s, arg(a, n, 0, "sep"), count(a, n, "maxsplit"));
          case "splitlines" -> (a, n) -> s.lines().collect(Collectors.toCollection(ArrayList::new));
          case "partition" -> (a, n) -> partition(s, text(a, 0), s.indexOf(text(a, 0)));
          case "rpartition" -> (a, n) -> rpartition(s, text(a, 0));
          case "join" -> (a, n) -> join(s, Values.iterate(Methods.at(a, 0)));
          case "replace" -> (a, n) -> replace(s, a, n);
          case "startswith" -> (a, n) -> any(Methods.at(a, 0), s::startsWith);
          case "endswith" -> (a, n) -> any(Methods.at(a, 0), s::endsWith);
          case "find" -> (a, n) -> position(s, s.indexOf(text(a, 0)));
          case "rfind" -> (a, n) -> position(s, s.lastIndexOf(text(a, 0)));
          case "index" -> (a, n) -> found(position(s, s.indexOf(text(a, 0))));
          case "count" -> (a, n) -> (long) occurrences(s, text(a, 0));
          case "format" -> (a, n) -> Formatting.format(s, a, n);
          case "removeprefix" ->
              (a, n) -> s.startsWith(text(a, 0)) ? s.substring(text(a, 0).length()) : s;
          case "removesuffix" ->
              (a, n) ->
                  s.endsWith(text(a, 0)) ? s.substring(0, s.length() - text(a, 0).length()) : s;
          case "zfill" -> (a, n) -> padded(s, a, "0=");
          case "ljust" -> (a, n) -> padded(s, a, "<");
          case "rjust" -> (a, n) -> padded(s, a, ">");
          case "center" -> (a, n) -> padded(s, a, "^");
          case "isdigit", "isdecimal", "isnumeric" -> (a, n) -> all(s, Character::isDigit);
          case "isalpha" -> (a, n) -> all(s, Character::isLetter);
          case "isalnum" -> (a, n) -> all(s, Character::isLetterOrDigit);
          case "isspace" -> (a, n) -> all(s, StringMethods::space);
          case "isupper" ->
              (a, n) ->
                  s.equals(s.toUpperCase(Locale.ROOT)) && !s.equals(s.toLowerCase(Locale.ROOT));
          case "islower" ->
              (a, n) ->
                  s.equals(s.toLowerCase(Locale.ROOT)) && !s.equals(s.toUpperCase(Locale.ROOT));
          default -> null;
        };
    return Optional.ofNullable(method);
  }

  private static Object strip(String s, List<Object> arguments, boolean left, boolean right) {
    String characters = arguments.isEmpty() || arguments.get(0) == null ? "" : text(arguments, 0);
    IntPredicate stripped =
        arguments.isEmpty() || arguments.get(0) == null
            ? StringMethods::space
            : c -> characters.indexOf(c) >= 0;
    int start = 0;
    int end = s.length();
    while (left && start < end && stripped.test(s.codePointAt(start))) {
      start += Character.charCount(s.codePointAt(start));
    }
    while (right && end > start && stripped.test(s.codePointBefore(end))) {
      end -= Character.charCount(s.codePointBefore(end));
    }
    return s.substring(start, end);
  }

  private static List<Object> split(String s, Object separator, int most) {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    if (separator == null) {
      String rest = (String) strip(s, List.of(), true, false);
      while (!rest.isEmpty() && parts.size() != most) {
        int end = 0;
        while (end < rest.length() && !space(rest.charAt(end))) {
          end++;
        }
        parts.add(rest.substring(0, end));
        rest = (String) strip(rest.substring(end), List.of(), true, false);
      }
      if (!rest.isEmpty()) {
        parts.add(strip(rest, List.of(), false, true));
      }
      return parts;
    }
    String by = nonEmpty(separator);
    for (int at = s.indexOf(by); at >= 0 && parts.size() != most; at = s.indexOf(by, from)) {
      parts.add(s.substring(from, at));
      from = at + by.length();
    }
    parts.add(s.substring(from));
    return parts;
  }

  private static List<Object> rsplit(String s, Object separator, int most) {
    if (most < 0) {
      return split(s, separator, most);
    }
    // Mirrored: the last parts first.
    String mirrored = new StringBuilder(s).reverse().toString();
    Object by =
        separator == null ? null : new StringBuilder(nonEmpty(separator)).reverse().toString();
    List<Object> parts = new ArrayList<>();
    for (Object part : split(mirrored, by, most)) {
      parts.add(new StringBuilder((String) part).reverse().toString());
    }
    Collections.reverse(parts);
    return parts;
  }

  private static Tuple partition(String s, String by, int at) {
    return at < 0
        ? Tuple.of(s, "", "")
        : Tuple.of(s.substring(0, at), by, s.substring(at + by.length()));
  }

  private static Tuple rpartition(String s, String by) {
    int at = s.lastIndexOf(by);
    return at < 0 ? Tuple.of("", "", s) : partition(s, by, at);
  }

  private static String join(String separator, List<Object> items) {
    long size = (long) separator.length() * items.size();
    for (Object item : items) {
      size += Values.text(item).length();
      Operators.fits(size);
    }
    return items.stream().map(Values::text).collect(Collectors.joining(separator));
  }

  private static String replace(String s, List<Object> arguments, Map<String, Object> named) {
    String old = Printing.str(arg(arguments, named, 0, "s"));
    String fresh = Printing.str(arg(arguments, named, 1, "d"));
    Object limit = arg(arguments, named, 2, "count");
    Operators.fits(s.length() + (long) occurrences(s, old) * fresh.length());
    if (limit == null || Values.small(limit) < 0) {
      return s.replace(old, fresh);
    }
    String result = s;
    int from = 0;
    for (int left = Values.small(limit); left > 0; left--) {
      int at = result.indexOf(old, from);
      if (at < 0) {
        break;
      }
      result = result.substring(0, at) + fresh + result.substring(at + old.length());
      from = at + fresh.length() + (old.isEmpty() ? 1 : 0);
    }
    return result;
  }

  private static boolean any(Object affix, java.util.function.Predicate<String> test) {
    List<Object> affixes = affix instanceof Tuple tuple ? tuple : Arrays.asList(affix);
    return affixes.stream().map(Values::text).anyMatch(test);
  }

  private static Object position(String s, int at) {
    return at < 0 ? -1L : (long) s.codePointCount(0, at);
  }

  private static Object found(Object position) {
    if (position.equals(-1L)) {
      throw JinjaException.value("substring not found");
    }
    return position;
  }

  private static int occurrences(String s, String part) {
    if (part.isEmpty()) {
      return Values.length(s) + 1;
    }
    int n = 0;
    for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
      n++;
    }
    return n;
  }

  private static String padded(String s, List<Object> arguments, String align) {
    int width = Math.min(MAX_WIDTH, Math.max(0, Values.small(Methods.at(arguments, 0))));
    int missing = Math.max(0, width - Values.length(s));
    String fill = arguments.size() > 1 ? text(arguments, 1) : align.equals("0=") ? "0" : " ";
    return switch (align) {
      case "<" -> s + fill.repeat(missing);
      case ">" -> fill.repeat(missing) + s;
      case "^" -> fill.repeat(missing / 2) + s + fill.repeat(missing - missing / 2);
      default -> {
        int sign = s.startsWith("-") || s.startsWith("+") ? 1 : 0;
        yield s.substring(0, sign) + fill.repeat(missing) + s.substring(sign);
      }
    };
  }

  private static String capitalize(String s) {
    if (s.isEmpty()) {
      return s;
    }
    int first = s.offsetByCodePoints(0, 1);
    return s.substring(0, first).toUpperCase(Locale.ROOT)
        + s.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String title(String s) {
    StringBuilder out = new StringBuilder();
    boolean starts = true;
    for (int c : s.codePoints().toArray()) {
      String one = Character.toString(c);
      out.append(starts ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
      starts = !Character.isLetter(c);
    }
    return out.toString();
  }

  private static String swapCase(String s) {
    StringBuilder out = new StringBuilder();
    s.codePoints()
        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** What str.isspace holds for. */
  private static boolean space(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  private static boolean all(String s, IntPredicate test) {
    return !s.isEmpty() && s.codePoints().allMatch(test);
  }

  private static String nonEmpty(Object separator) {
    if (Values.text(separator).isEmpty()) {
      throw JinjaException.value("empty separator");
    }
    return Values.text(separator);
  }

  private static int count(List<Object> arguments, Map<String, Object> named, String name) {
    Object count = arg(arguments, named, 1, name);
    return count == null ? -1 : Values.small(count);
  }

  private static Object arg(
      List<Object> arguments, Map<String, Object> named, int position, String name) {
    return position < arguments.size() ? arguments.get(position) : named.get(name);
  }

  private static String text(List<Object> arguments, int position) {
    return Values.text(Methods.at(arguments, position));
  }
}
