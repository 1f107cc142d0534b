package io.quantgrid.core.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's operators. */
final class Operators {
  /** Characters or elements that a product may have, bits that a power may have. */
  private static final long MAX_SIZE = 10_000_000;

  private Operators() {}

  static Object binary(String operator, Object a, Object b) {
    defined(a);
    defined(b);
    if (Values.isInteger(a) && Values.isInteger(b)) {
      return integers(operator, Values.big(a), Values.big(b));
    }
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return reals(operator, Values.real(a), Values.real(b));
    }
    if (operator.equals("+") && a instanceof String s && b instanceof String t) {
      fits((long) s.length() + t.length());
      return s + t;
    }
    if (operator.equals("+")
        && a instanceof List<?> left
        && b instanceof List<?> right
        && left instanceof Tuple == right instanceof Tuple) {
      fits((long) left.size() + right.size());
      List<Object> sum = new ArrayList<>(left);
      sum.addAll(right);
      return left instanceof Tuple ? new Tuple(sum) : sum;
    }
    if (operator.equals("%") && a instanceof String format) {
      return Formatting.percent(format, b);
    }
    if (operator.equals("*") && Values.isInteger(b)) {
      return repeat(a, Values.small(b));
    }
    if (operator.equals("*") && Values.isInteger(a)) {
      return repeat(b, Values.small(a));
    }
    throw unsupported(operator, a, b);
  }

  static Object negate(Object value) {
    defined(value);
    if (value instanceof Double d) {
      return -d;
    }
    if (!Values.isInteger(value)) {
      throw JinjaException.type("bad operand type for unary -: " + Values.typeName(value));
    }
    return Values.integer(Values.big(value).negate());
  }

  static boolean equal(Object a, Object b) {
    if (a instanceof Undefined || b instanceof Undefined) {
      use(a);
      use(b);
      return a instanceof Undefined && b instanceof Undefined;
    }
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return (Values.isInteger(a) && Values.isInteger(b))
          ? Values.big(a).equals(Values.big(b))
          : Values.real(a) == Values.real(b);
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      return left instanceof Tuple == right instanceof Tuple
          && left.size() == right.size()
          && compareLists(left, right) == 0;
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return left.size() == right.size()
          && left.entrySet().stream()
              .allMatch(
                  e -> right.containsKey(e.getKey()) && equal(e.getValue(), right.get(e.getKey())));
    }
    return a == null ? b == null : a.equals(b);
  }

  /** For {@code <} and sorting: negative, 0 or positive. */
  static int compare(Object a, Object b) {
    defined(a);
    defined(b);
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return (Values.isInteger(a) && Values.isInteger(b))
          ? Values.big(a).compareTo(Values.big(b))
          : Double.compare(Values.real(a), Values.real(b));
    }
    if (a instanceof String s && b instanceof String t) {
      return java.util.Arrays.compare(s.codePoints().toArray(), t.codePoints().toArray());
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return compare(left.get(i), right.get(i));
        }
      }
      return Integer.compare(left.size(), right.size());
    }
    throw JinjaException.type(
        "'<' not supported between instances of '%s' and '%s'"
            .formatted(Values.typeName(a), Values.typeName(b)));
  }

  static boolean contains(Object container, Object item) {
    use(container);
    if (container instanceof String s) {
      if (!(item instanceof String part)) {
        throw JinjaException.type(
            "'in <string>' requires string as left operand, not " + Values.typeName(item));
      }
      return s.contains(part);
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(item);
    }
    if (container == null || Values.isNumber(container)) {
      throw JinjaException.type(
          "argument of type '%s' is not iterable".formatted(Values.typeName(container)));
    }
    return Values.iterate(container).stream().anyMatch(element -> equal(element, item));
  }

  static Object slice(Object value, Object from, Object to, Object by) {
    defined(value);
    int step = by == null ? 1 : Values.small(by);
    if (step == 0) {
      throw JinjaException.value("slice step cannot be zero");
    }
    List<Object> items = Values.iterate(value);
    int n = items.size();
    int low = step > 0 ? 0 : -1;
    int high = step > 0 ? n : n - 1;
    int start = from == null ? (step > 0 ? low : high) : bound(Values.small(from), n, low, high);
    int stop = to == null ? (step > 0 ? high : low) : bound(Values.small(to), n, low, high);
    List<Object> taken = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      taken.add(items.get((int) i));
    }
    if (value instanceof String) {
      StringBuilder text = new StringBuilder();
      taken.forEach(text::append);
      return text.toString();
    }
    return value instanceof Tuple ? new Tuple(taken) : taken;
  }

  static void defined(Object value) {
    if (value instanceof Undefined u) {
      throw u.error();
    }
  }

  /** Refuses texts and lists too large to be meant. */
  static void fits(long size) {
    if (size > MAX_SIZE) {
      throw JinjaException.limit("a value of " + size + " elements or characters");
    }
  }

  private static void use(Object value) {
    if (value instanceof Undefined u) {
      u.use();
    }
  }

  private static int compareLists(List<?> left, List<?> right) {
    Iterator<?> other = right.iterator();
    for (Object item : left) {
      if (!equal(item, other.next())) {
        return 1;
      }
    }
    return 0;
  }

  private static int bound(int index, int n, int low, int high) {
    long shifted = index < 0 ? (long) index + n : index;
    return (int) Math.max(low, Math.min(high, shifted));
  }

  private static Object integers(String operator, BigInteger a, BigInteger b) {
    return switch (operator) {
      case "+" -> Values.integer(a.add(b));
      case "-" -> Values.integer(a.subtract(b));
      case "*" -> Values.integer(limited(a.bitLength() + (long) b.bitLength(), a).multiply(b));
      case "/" -> reals("/", a.doubleValue(), b.doubleValue());
      case "//" -> Values.integer(floorDivide(a, b));
      case "%" -> Values.integer(a.subtract(floorDivide(a, b).multiply(b)));
      case "**" -> {
        if (b.signum() < 0) {
          yield Math.pow(a.doubleValue(), b.doubleValue());
        }
        int exponent = Values.small(Values.integer(b));
        yield Values.integer(limited((long) a.bitLength() * exponent, a).pow(exponent));
      }
      default -> throw unsupported(operator, a, b);
    };
  }

  private static BigInteger limited(long bits, BigInteger value) {
    if (bits > MAX_SIZE) {
      throw JinjaException.limit("a number of " + bits + " bits");
    }
    return value;
  }

  private static BigInteger floorDivide(BigInteger a, BigInteger b) {
    if (b.signum() == 0) {
      throw new JinjaException("ZeroDivisionError", "integer division or modulo by zero");
    }
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
    return down ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Object reals(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new JinjaException("ZeroDivisionError", "division by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> {
        double rest = a % b;
        yield rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
      }
      case "**" -> Math.pow(a, b);
      default -> throw unsupported(operator, a, b);
    };
  }

  private static Object repeat(Object value, int times) {
    int count = Math.max(0, times);
    long size = value instanceof String s ? s.length() : value instanceof List<?> l ? l.size() : -1;
    if (size < 0) {
      throw unsupported("*", value, (long) times);
    }
    fits(size * count);
    if (value instanceof String s) {
      return s.repeat(count);
    }
    List<Object> product = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      product.addAll((List<?>) value);
    }
    return value instanceof Tuple ? new Tuple(product) : product;
  }

  private static JinjaException unsupported(String operator, Object a, Object b) {
    if (operator.equals("+") && a instanceof String) {
      return JinjaException.type(
          "can only concatenate str (not \"%s\") to str".formatted(Values.typeName(b)));
    }
    return JinjaException.type(
        "unsupported operand type(s) for %s: '%s' and '%s'"
            .formatted(operator, Values.typeName(a), Values.typeName(b)));
  }
}
