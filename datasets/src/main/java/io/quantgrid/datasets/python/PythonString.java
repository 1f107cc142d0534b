package io.quantgrid.datasets.python;

/** One Python string literal in quotes, with its escapes. */
final class PythonString {
  private PythonString() {}

  /** Appends the value of the literal that starts at {@code start}; gives the place after it. */
  static int parse(String text, int start, StringBuilder value) {
    char quote = text.charAt(start);
    boolean triple = text.startsWith(String.valueOf(quote).repeat(3), start);
    int at = start + (triple ? 3 : 1);
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote && (!triple || text.startsWith(String.valueOf(quote).repeat(3), at))) {
        return at + (triple ? 3 : 1);
      }
      if (c == '\n' && !triple) {
        break;
      }
      if (c == '\\') {
        at = escape(text, at + 1, value);
      } else {
        value.append(c);
        at++;
      }
    }
    throw unexpected(text, start, "a string that ends with " + quote);
  }

  private static int escape(String text, int at, StringBuilder value) {
    if (at >= text.length()) {
      throw unexpected(text, at, "an escape");
    }
    char c = text.charAt(at);
    return switch (c) {
      case '\n' -> at + 1;
      case 'n' -> put(value, '\n', at);
      case 't' -> put(value, '\t', at);
      case 'r' -> put(value, '\r', at);
      case 'a' -> put(value, 7, at);
      case 'b' -> put(value, '\b', at);
      case 'f' -> put(value, '\f', at);
      case 'v' -> put(value, 0x0b, at);
      case '\\', '\'', '"' -> put(value, c, at);
      case 'x' -> hex(text, at + 1, 2, value);
      case 'u' -> hex(text, at + 1, 4, value);
      case 'U' -> hex(text, at + 1, 8, value);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text, at, value);
      default -> {
        value.append('\\').append(c);
        yield at + 1;
      }
    };
  }

  private static int put(StringBuilder value, int codePoint, int at) {
    value.appendCodePoint(codePoint);
    return at + 1;
  }

  private static int hex(String text, int at, int digits, StringBuilder value) {
    int codePoint = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0 || codePoint > (Character.MAX_CODE_POINT >> 4)) {
        throw unexpected(text, i, digits + " hexadecimal digits of a character");
      }
      codePoint = codePoint * 16 + digit;
    }
    if (!Character.isValidCodePoint(codePoint)) {
      throw unexpected(text, at, "a character up to U+10FFFF");
    }
    value.appendCodePoint(codePoint);
    return at + digits;
  }

  private static int octal(String text, int start, StringBuilder value) {
    int at = start;
    int codePoint = 0;
    while (at < text.length()
        && at < start + 3
        && text.charAt(at) >= '0'
        && text.charAt(at) <= '7') {
      codePoint = codePoint * 8 + (text.charAt(at) - '0');
      at++;
    }
    value.appendCodePoint(codePoint);
    return at;
  }

  static IllegalArgumentException unexpected(String text, int at, String expected) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    return new IllegalArgumentException(
        "Cannot read the literal at character "
            + at
            + ": "
            + shown
            + " (expected "
            + expected
            + ")");
  }
}
