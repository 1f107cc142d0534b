package io.quantgrid.datasets.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Python's {@code ast.literal_eval} for what templates render: lists, tuples (as lists), dicts,
 * strings, numbers, True, False and None (as an empty Optional).
 */
public final class PythonLiteral {
  private static final int MAX_DEPTH = 100;
  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /**
   * The value: List, Map, String, Long, BigInteger, Double, Boolean or an empty Optional for None.
   *
   * @throws IllegalArgumentException where the text is no literal; the message says at which
   *     character
   */
  public static Object parse(String text) {
    PythonLiteral literal = new PythonLiteral(text);
    Object value = literal.value(0);
    literal.skipSpace();
    if (literal.at < text.length()) {
      throw literal.unexpected("the end");
    }
    return value;
  }

  /**
   * The literal that begins at {@code from}, whatever follows it.
   *
   * @throws IllegalArgumentException where there is none
   */
  static Object parseFirst(String text, int from) {
    PythonLiteral literal = new PythonLiteral(text);
    literal.at = from;
    return literal.value(0);
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw unexpected("at most " + MAX_DEPTH + " levels");
    }
    skipSpace();
    char c = peek();
    if (c == '[') {
      return list(']', depth);
    }
    if (c == '(') {
      int start = at;
      List<Object> items = list(')', depth);
      boolean tuple = items.size() != 1 || text.substring(start, at).matches("(?s).*,\\s*\\)");
      return tuple ? items : items.get(0);
    }
    if (c == '{') {
      return dict(depth);
    }
    if (c == '\'' || c == '"') {
      return strings();
    }
    if (c == '-' || c == '+' || c == '.' || Character.isDigit(c)) {
      return number();
    }
    return word();
  }

  private List<Object> list(char end, int depth) {
    at++;
    List<Object> items = new ArrayList<>();
    skipSpace();
    while (peek() != end) {
      items.add(value(depth + 1));
      separator(end);
    }
    at++;
    return items;
  }

  private Map<Object, Object> dict(int depth) {
    at++;
    Map<Object, Object> entries = new LinkedHashMap<>();
    skipSpace();
    while (peek() != '}') {
      Object key = value(depth + 1);
      skipSpace();
      if (peek() != ':') {
        throw unexpected("':'");
      }
      at++;
      entries.put(key, value(depth + 1));
      separator('}');
    }
    at++;
    return entries;
  }

  private void separator(char end) {
    skipSpace();
    if (peek() == ',') {
      at++;
      skipSpace();
    } else if (peek() != end) {
      throw unexpected("',' or '" + end + "'");
    }
  }

  /** Strings that follow each other are one. */
  private String strings() {
    StringBuilder joined = new StringBuilder();
    do {
      at = PythonString.parse(text, at, joined);
      skipSpace();
    } while (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"'));
    return joined.toString();
  }

  private Object number() {
    int start = at;
    while (at < text.length()
        && isNumberPart(text.charAt(at), at > start ? text.charAt(at - 1) : ' ')) {
      at++;
    }
    String digits = text.substring(start, at).replace("_", "");
    try {
      if (digits.matches("[+-]?\\d+")) {
        BigInteger integer = new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits);
        return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
      }
      return new BigDecimal(digits).doubleValue();
    } catch (NumberFormatException e) {
      at = start;
      throw unexpected("a number");
    }
  }

  private static boolean isNumberPart(char c, char before) {
    boolean sign = (c == '-' || c == '+') && (before == ' ' || before == 'e' || before == 'E');
    return sign || Character.isDigit(c) || c == '.' || c == '_' || c == 'e' || c == 'E';
  }

  private Object word() {
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "True" -> true;
      case "False" -> false;
      case "None" -> Optional.empty();
      default -> {
        at = start;
        throw unexpected("a literal");
      }
    };
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw unexpected("more");
    }
    return text.charAt(at);
  }

  private IllegalArgumentException unexpected(String expected) {
    return PythonString.unexpected(text, at, expected);
  }
}
