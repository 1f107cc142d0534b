package io.quantgrid.core.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code format % values} and {@code str.format}. */
final class Formatting {
  private static final int MAX_WIDTH = 10_000;
  private static final Pattern PERCENT =
      Pattern.compile("%(?:\\((\\w*)\\))?([-+ 0#]*)(\\d*)(?:\\.(\\d*))?([a-zA-Z%])");
  private static final Pattern SPEC =
      Pattern.compile("(?:(.)?([<>^=]))?([-+ ]?)(0?)(\\d*)(,?)(?:\\.(\\d+))?([a-zA-Z%]?)");
  private static final Pattern FIELD =
      Pattern.compile("\\{\\{|\\}\\}|\\{([^{}!:]*)(?:!([rs]))?(?::([^{}]*))?\\}");

  private Formatting() {}

  static String percent(String format, Object values) {
    Matcher m = PERCENT.matcher(format);
    StringBuilder out = new StringBuilder();
    int at = 0;
    int used = 0;
    while (m.find(at)) {
      out.append(format, at, m.start());
      at = m.end();
      if (m.group(5).equals("%")) {
        out.append('%');
        continue;
      }
      Object value;
      if (m.group(1) != null && values instanceof Map<?, ?> map) {
        value = map.get(m.group(1));
      } else {
        List<?> list =
            values instanceof Tuple tuple ? tuple : java.util.Collections.singletonList(values);
        if (used == list.size()) {
          throw JinjaException.type("not enough arguments for format string");
        }
        value = list.get(used++);
      }
      String flags = m.group(2);
      String align = flags.contains("-") ? "<" : flags.contains("0") ? "0=" : ">";
      String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
      String precision = m.group(4) == null ? "" : "." + (m.group(4).isEmpty() ? "0" : m.group(4));
      String type = m.group(5).equals("i") || m.group(5).equals("u") ? "d" : m.group(5);
      Object shown =
          type.equals("r") ? Printing.repr(value) : type.equals("s") ? Printing.str(value) : value;
      if (type.equals("d") && value instanceof Double d) {
        shown = Values.integer(new BigDecimal(d).toBigInteger());
      }
      String kind = type.equals("r") ? "s" : type;
      String layout = kind.equals("s") ? align.replace("0=", ">") : align;
      out.append(spec(shown, layout + sign + m.group(3) + precision + kind));
    }
    return out.append(format, at, format.length()).toString();
  }

  static String format(String format, List<Object> positional, Map<String, Object> named) {
    Matcher m = FIELD.matcher(format);
    StringBuilder out = new StringBuilder();
    int at = 0;
    int next = 0;
    while (m.find(at)) {
      out.append(format, at, m.start());
      at = m.end();
      if (m.group(1) == null) {
        out.append(m.group().charAt(0));
        continue;
      }
      String name = m.group(1);
      Object value;
      if (name.isEmpty() || name.chars().allMatch(Character::isDigit)) {
        int index = name.isEmpty() ? next++ : Integer.parseInt(name);
        if (index >= positional.size()) {
          throw new JinjaException(
              "IndexError",
              "Replacement index " + index + " out of range for positional args tuple");
        }
        value = positional.get(index);
      } else if (named.containsKey(name)) {
        value = named.get(name);
      } else {
        throw new JinjaException("KeyError", Printing.repr(name));
      }
      boolean repr = m.group(2) != null && m.group(2).equals("r");
      out.append(spec(repr ? Printing.repr(value) : value, m.group(3) == null ? "" : m.group(3)));
    }
    return out.append(format, at, format.length()).toString();
  }

  /** One value in Python's format mini language. */
  static String spec(Object value, String spec) {
    Matcher m = SPEC.matcher(spec);
    if (!m.matches()) {
      throw JinjaException.value("Invalid format specifier '" + spec + "'");
    }
    int width = m.group(5).isEmpty() ? 0 : limited(m.group(5));
    int precision = m.group(7) == null ? -1 : limited(m.group(7));
    boolean number = Values.isNumber(value) && !(value instanceof Boolean && spec.isEmpty());
    String body = number ? number(value, m.group(8), precision, m.group(6)) : Printing.str(value);
    if (!number && !m.group(8).isEmpty() && !m.group(8).equals("s")) {
      throw JinjaException.type(
          "%%%s format: a real number is required, not %s"
              .formatted(m.group(8), Values.typeName(value)));
    }
    if (!number && precision >= 0) {
      body = (String) Operators.slice(body, null, (long) precision, null);
    }
    if (number && !body.startsWith("-") && !m.group(3).equals("-")) {
      body = m.group(3) + body;
    }
    boolean zero = !m.group(4).isEmpty();
    String fill = m.group(1) != null ? m.group(1) : zero ? "0" : " ";
    String align = m.group(2) != null ? m.group(2) : zero ? "=" : number ? ">" : "<";
    int missing = Math.max(0, width - Values.length(body));
    return switch (align) {
      case "<" -> body + fill.repeat(missing);
      case "^" -> fill.repeat(missing / 2) + body + fill.repeat(missing - missing / 2);
      case "=" -> {
        int sign = !body.isEmpty() && "+- ".indexOf(body.charAt(0)) >= 0 ? 1 : 0;
        yield body.substring(0, sign) + fill.repeat(missing) + body.substring(sign);
      }
      default -> fill.repeat(missing) + body;
    };
  }

  private static String number(Object value, String type, int precision, String comma) {
    String grouped = comma.isEmpty() ? "" : ",";
    return switch (type) {
      case "d" -> String.format(Locale.ROOT, "%" + grouped + "d", Values.big(integral(value)));
      case "f", "F" -> fixed(Values.real(value), precision < 0 ? 6 : precision, grouped);
      case "%" -> fixed(100 * Values.real(value), precision < 0 ? 6 : precision, grouped) + "%";
      case "e", "E" ->
          String.format(
              Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + type, Values.real(value));
      case "x" -> Values.big(integral(value)).toString(16);
      case "X" -> Values.big(integral(value)).toString(16).toUpperCase(Locale.ROOT);
      case "o" -> Values.big(integral(value)).toString(8);
      case "b" -> Values.big(integral(value)).toString(2);
      case "g", "" -> {
        if (precision < 0 && (type.isEmpty() || Values.isInteger(value))) {
          yield value instanceof Double d
              ? Printing.real(d)
              : String.format(Locale.ROOT, "%" + grouped + "d", Values.big(value));
        }
        BigDecimal rounded =
            new BigDecimal(Values.real(value))
                .round(new java.math.MathContext(precision < 0 ? 6 : Math.max(1, precision)));
        String shown = Printing.real(rounded.doubleValue());
        yield shown.endsWith(".0") ? shown.substring(0, shown.length() - 2) : shown;
      }
      default ->
          throw JinjaException.value(
              "Unknown format code '%s' for object of type '%s'"
                  .formatted(type, Values.typeName(value)));
    };
  }

  private static Object integral(Object value) {
    if (value instanceof Double) {
      throw JinjaException.value("Unknown format code 'd' for object of type 'float'");
    }
    return value instanceof BigInteger ? value : Values.integer(Values.big(value));
  }

  private static String fixed(double value, int digits, String grouped) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Printing.real(value);
    }
    BigDecimal rounded = new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN);
    String text = String.format(Locale.ROOT, "%" + grouped + "." + digits + "f", rounded);
    boolean lost = Math.copySign(1, value) < 0 && !text.startsWith("-");
    return lost ? "-" + text : text;
  }

  private static int limited(String digits) {
    if (digits.length() > 5 || Integer.parseInt(digits) > MAX_WIDTH) {
      throw JinjaException.limit("a format of width " + digits);
    }
    return Integer.parseInt(digits);
  }
}
